using System.CommandLine;

namespace DatasetPipeline.Train.Commands;

/// <summary>Options that several commands have.</summary>
internal static class Shared
{
    public static Argument<string?> Dataset()
    {
        var dataset = new Argument<string?>("DATASET")
        {
            Description = "The dataset's folder; else the one that the current folder lies in.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        dataset.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is ['-', ..] option)
                result.AddError($"There is no option {option}; --help shows those there are.");
        });
        return dataset;
    }

    public static Option<bool> Json() => new("--json") { Description = "Write the result as JSON, for a script." };

    public static Option<bool> NoBuild() => new("--no-build") { Description = "Take bin/dataset as it is instead of building the dataset first." };

    public static Option<bool> Reproducible() => new("--reproducible")
    {
        Description = "The same bits on another machine: AVX2 kernels, two threads; about half as fast.",
    };

    public static Option<string?> Adapter() => new("--adapter") { Description = "Another adapter's folder than bin/adapter.", HelpName = "FOLDER" };
}
