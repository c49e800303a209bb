using System.CommandLine;
using DatasetPipeline.Captures;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Findings;
using DatasetPipeline.Projects;

namespace DatasetPipeline.Commands;

/// <summary><c>dotnet dataset redact</c>: what a build hides is hidden in the source pictures, before they are committed.</summary>
internal static class RedactCommand
{
    private static readonly Argument<string[]> Records = new("RECORD") { Description = "Records by their file, their picture or their id; else all of the dataset.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> Dataset = CommonOptions.DatasetFolder();
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be redacted, and what git holds, and write nothing." };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("redact", """
            Covers the places that "redact:" names in the pictures themselves, as the build covers them in its outputs, and takes
            "redact:" out of the records; not another byte of these changes. What "crop:" cuts away in all records of a picture is
            covered, too; the crops stay, as the numbers of marks go by the whole picture. Do it before a commit: a redaction of the
            build leaves the original in git. The picture becomes a PNG without metadata; places of all records that share it are covered. Where git has
            the picture already, that is said, with the commands that take it out of the history.

            The exit code is 0 where all is done, 1 where something could not be, 2 where there is no dataset or an argument is wrong.

            Examples:
              dotnet dataset redact
              dotnet dataset redact images/cart.yaml
              dotnet dataset redact --dataset datasets/checkout --dry-run --json
            """)
        {
            Records, Dataset, DryRun, Json,
        };
        CommandLine.RefuseOptions(Records);
        command.SetAction(parsed => new Work("dotnet dataset").Run(cancellation => Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        DatasetProject dataset;
        try
        {
            dataset = DatasetProject.Find(parsed.GetValue(Dataset), "dotnet dataset redact --dataset");
        }
        catch (DiagnosticException e)
        {
            return Work.Tell(e, Work.WrongUse);
        }

        var report = new Redactor(new(dataset.Folder, dataset.OutputFolder, dataset.CacheFolder, [], _ => false) { Waiting = BuiltProject.TellWaiting })
            .Bake(parsed.GetValue(Records)!, parsed.GetValue(DryRun), cancellation);
        if (parsed.GetValue(Json))
            ResultJson.Write(RedactResult.Of(dataset.Folder, parsed.GetValue(DryRun), report), types => types.RedactResult);
        else
            RedactText.Write(report, parsed.GetValue(DryRun));
        return report.Findings.Count > 0 ? Work.Failed : Work.Done;
    }
}
