using System.CommandLine;
using System.Text.Json.Nodes;
using DatasetPipeline.Builds;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Engines.MsSwift;
using DatasetPipeline.Train.Processes;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Training;
using Spectre.Console;

namespace DatasetPipeline.Train.Commands;

/// <summary><c>dotnet train</c>: from train.yaml to bin/adapter.</summary>
internal static class TrainCommand
{
    public static void AddTo(Command command)
    {
        var dataset = CommonOptions.Dataset();
        var output = new Option<string?>("--output", "-o") { Description = "Another folder for the adapter than bin/adapter.", HelpName = "FOLDER" };
        var force = new Option<bool>("--force") { Description = "Train although nothing has changed." };
        var (engine, dryRun) = SwiftTraining.Options(command);
        var (noBuild, reproducible, json) = (Shared.NoBuild(), Shared.Reproducible(), CommonOptions.Json());
        command.Add(dataset);
        foreach (var option in (Option[])[output, force, noBuild, reproducible, json])
            command.Add(option);
        command.SetAction(parsed => TrainWork.Run(cancellation => Run(
            Find(command, parsed.GetValue(dataset)),
            parsed.GetValue(engine) == MsSwiftEngine.Name ? parsed.GetValue(dryRun) : null,
            parsed.GetValue(output),
            parsed.GetValue(force),
            parsed.GetValue(noBuild),
            parsed.GetValue(reproducible),
            parsed.GetValue(json),
            cancellation)));
    }

    // What stands first may have been meant as a command.
    private static DatasetProject Find(Command command, string? named)
    {
        if (named is null || Path.Exists(named))
            return DatasetProject.Find(named, TrainWork.Program);
        var commands = command.Subcommands.Select(known => known.Name).ToList();
        throw new DiagnosticException(
            Codes.DatasetNotFound,
            $"{Shown.Value(named)} is neither a command nor a dataset{Nearest.Hint(named, commands)}; commands are {string.Join(", ", commands)}, and a dataset is a folder that holds dataset.yaml",
            Path.GetFullPath(named));
    }

    // dryRun: whether ms-swift is to be started; null where it is not the engine.
    private static int Run(DatasetProject project, bool? dryRun, string? output, bool force, bool noBuild, bool reproducible, bool json, CancellationToken cancellation)
    {
        var settings = TrainSettings.Read(project.TrainFile);
        foreach (var note in (dryRun is null ? Unsupported.Check(settings) : []).Concat(noBuild ? settings.Notes : []))
            Console.Error.WriteLine(note);
        if (!noBuild && !DatasetBuilder.Build(project))
            return Work.Failed;

        var rows = SwiftRows.Read(project.RowsFile("train"));
        if (rows.Count == 0)
            throw new DiagnosticException(Codes.SplitEmpty, "no record is in the train split; add records, or give train a larger share under splits in dataset.yaml", project.RowsFile("train"));
        if (!Directory.Exists(settings.ModelFolder))
            throw new DiagnosticException(settings.Error(Codes.ModelFileMissing, $"there is no folder {Shown.Value(settings.Model)}; name the base model's folder relative to this file", "model"));

        var folder = Path.GetFullPath(output ?? project.AdapterFolder);
        using var alone = BuildLock.Take(Path.Combine(project.Folder, "obj", "train.lock"), cancellation);
        new AdapterFolder(folder).Recover();
        if (dryRun is { } only)
            return SwiftTraining.Run(new(project, settings, rows, folder), folder, only, force, json, cancellation);
        var lineage = Lineage.Of(project, settings, rows);
        var current = !force && lineage.IsOf(folder, reproducible);
        if (!current)
        {
            NativeSettings.Ensure(settings, reproducible);
            // The build has told what is worth knowing of the model.
            foreach (var warning in noBuild && ChatTemplate.IsIn(settings.ModelFolder) ? ModelProcessor.Open(settings.ModelFolder).Warnings : [])
                Console.Error.WriteLine(warning);
            var terminal = !json && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
            var run = new LoraRun(project, settings, rows, lineage, folder, reproducible);
            TrainingViews.Show(terminal, json ? Console.Error : Console.Out, view => run.Train(view, cancellation));
        }

        Console.WriteLine(json
            ? new JsonObject { ["adapter"] = folder, ["run"] = lineage.Run, ["trained"] = !current, ["records"] = rows.Count }.ToJsonString()
            : $"{DatasetProject.Relative(folder)}: {(current ? "up to date" : "trained")}, {Counted.Of(rows.Count, "record")}, run {lineage.Run[..12]}");
        return Work.Done;
    }
}
