using System.CommandLine;

namespace DatasetPipeline.Cli;

/// <summary>What commands of both programs are given.</summary>
public static class CommonOptions
{
    /// <summary>A dataset's folder, which may be left out.</summary>
    public static Argument<string?> Dataset()
    {
        var dataset = new Argument<string?>("DATASET")
        {
            Description = "The dataset's folder; else the one that the current folder lies in.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        CommandLine.RefuseOptions(dataset);
        return dataset;
    }

    /// <summary>A dataset's folder, for a command whose arguments are something else.</summary>
    public static Option<string?> DatasetFolder() => new("--dataset") { Description = "The dataset's folder; else the one that the current folder lies in.", HelpName = "DIR" };

    /// <summary>Whether a script reads the result.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Write the result as JSON, for a script." };
}
