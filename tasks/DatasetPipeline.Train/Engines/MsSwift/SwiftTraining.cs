using System.CommandLine;
using System.Text.Json.Nodes;
using DatasetPipeline.Cli;
using DatasetPipeline.Train.Runs;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary><c>dotnet train --engine ms-swift</c>.</summary>
internal static class SwiftTraining
{
    /// <summary>Adds what it is asked with.</summary>
    public static (Option<string> Engine, Option<bool> DryRun) Options(Command command)
    {
        var engine = new Option<string>("--engine") { Description = "Who trains: torch, which is this program, or ms-swift, for GPUs and several machines.", DefaultValueFactory = _ => "torch" };
        engine.AcceptOnlyFromAmong("torch", MsSwiftEngine.Name);
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done, and why, and do nothing; with --engine ms-swift: write what it is started with, and do not start it." };
        command.Add(engine);
        command.Add(dryRun);
        command.Validators.Add(result =>
        {
            if (result.GetValue<bool>("--reproducible") && result.GetValue(engine) == MsSwiftEngine.Name)
                result.AddError("--reproducible goes with --engine torch: ms-swift does not promise the same bits.");
        });
        return (engine, dryRun);
    }

    /// <summary>Writes, starts and follows, or only writes.</summary>
    /// <param name="engine">The training.</param>
    /// <param name="dryRun">Whether to write alone.</param>
    /// <param name="force">Whether to train although nothing has changed.</param>
    /// <param name="json">Whether a script reads the result.</param>
    /// <param name="cancellation">Ctrl+C.</param>
    public static int Run(MsSwiftEngine engine, bool dryRun, bool force, bool json, CancellationToken cancellation)
    {
        var lineage = engine.Write();
        if (dryRun)
        {
            Console.WriteLine(json
                ? new JsonObject { ["files"] = engine.Files, ["start"] = engine.Start, ["run"] = engine.RunOf(lineage), ["trained"] = false }.ToJsonString()
                : $"{DatasetProject.Relative(engine.Files)}: written; {engine.Start} starts the training where ms-swift is installed");
            return Work.Done;
        }

        var folder = engine.Output;
        var current = !force && AdapterRecord.TryRead(folder) is { } present && JsonNode.DeepEquals(present.Inputs, lineage.Inputs);
        if (!current)
        {
            TrainingViews.Show(json, every: 1, view => engine.Train(lineage, view, cancellation));
        }

        Console.WriteLine(json
            ? new JsonObject { ["adapter"] = folder, ["run"] = engine.RunOf(lineage), ["trained"] = !current, ["records"] = engine.Records, ["engine"] = MsSwiftEngine.Name }.ToJsonString()
            : $"{DatasetProject.Relative(folder)}: {(current ? "up to date" : "trained by ms-swift")}, {Text.Counted.Of(engine.Records, "record")}, run {engine.RunOf(lineage)[..12]}");
        return Work.Done;
    }
}
