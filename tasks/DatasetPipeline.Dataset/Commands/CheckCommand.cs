using System.CommandLine;
using DatasetPipeline.Builds;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Findings;
using DatasetPipeline.Projects;

namespace DatasetPipeline.Commands;

/// <summary><c>dotnet dataset check</c>: what <c>dotnet build</c> would find, without a build.</summary>
internal static class CheckCommand
{
    private const string Name = "dotnet dataset check";

    public static Command Create()
    {
        var (dataset, json) = (CommonOptions.Dataset(), CommonOptions.Json());
        var command = new Command("check", """
            Finds what dotnet build would find in a dataset, and is quicker. Nothing changes in bin/dataset; what the check has read
            and drawn stays in obj/dataset for the next build.

            Findings weigh as in the build: by severity in dataset.yaml, and by NoWarn, WarningsAsErrors and the like in the project
            (a project that sets them is evaluated by MSBuild, which takes a moment). Switches of a build's command line are not known.

            The exit code is 0 without errors, 1 with errors, 2 where there is no dataset or an argument is wrong, 130 after Ctrl+C, 143 after SIGTERM.

            Examples:
              dotnet dataset check
              dotnet dataset check datasets/checkout
              dotnet dataset check --json | jq -r '.findings[].code' | sort | uniq -c
            """);
        command.Add(dataset);
        command.Add(json);
        command.SetAction(parsed => new Work("dotnet dataset").Run(cancellation => Run(parsed.GetValue(dataset), parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(string? named, bool json, CancellationToken cancellation)
    {
        BuiltProject project;
        try
        {
            project = BuiltProject.Open(named, Name, cancellation);
        }
        catch (DiagnosticException e)
        {
            return Work.Tell(e, Work.WrongUse);
        }

        var report = DatasetBuild.Run(project.Options with { OnlyChecks = true }, cancellation);
        var findings = report.Diagnostics.Select(project.Settings.Weigh).Where(finding => finding.Severity != Severity.None).ToList();
        var summary = CheckSummary.Of(findings, report.Summary);
        if (json)
        {
            ResultJson.Write(new CheckResult(project.Dataset.Folder, [.. findings.Select(CheckFinding.Of)], summary), types => types.CheckResult);
        }
        else
        {
            CheckText.Write(findings);
            Console.WriteLine($"{project.Name}: {summary}");
        }

        return summary.Errors > 0 ? Work.Failed : Work.Done;
    }
}
