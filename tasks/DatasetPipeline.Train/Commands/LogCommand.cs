using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Train.Runs;

namespace DatasetPipeline.Train.Commands;

/// <summary><c>dotnet train log</c>: the trainings that the adapter came from, and whether what they left is whole.</summary>
internal static class LogCommand
{
    public static Command Create()
    {
        var dataset = CommonOptions.Dataset();
        var json = CommonOptions.Json();
        var command = new Command("log", """
            Lists the training that made the adapter, and those that it goes on from, the last one first. Each one's files are compared
            with the hashes of its lineage; the exit code is 1 where one is harmed.

            Examples:
              dotnet train log datasets/checkout
              dotnet train --verify datasets/checkout     trains the last one again and compares the bytes
            """);
        command.Add(dataset);
        command.Add(json);
        command.SetAction(parsed => TrainWork.Run(_ =>
        {
            var project = DatasetProject.Find(parsed.GetValue(dataset), TrainWork.Program);
            var folders = new TrainingFolders(project, project.AdapterFolder);
            new AdapterFolder(folders.Adapter, folders.Store).Recover();
            if (!Directory.Exists(folders.Adapter))
                throw new DiagnosticException(Codes.AdapterNotFound, "the dataset has no adapter yet; run dotnet train", folders.Adapter);
            var (present, problem) = AdapterRecord.Find(folders.Adapter);
            var chain = Chain(folders, present);
            if (parsed.GetValue(json))
                WriteJson(folders, chain, problem);
            else
                WriteText(folders, chain, problem);
            return problem is not null || chain.Any(entry => entry.Problem is not null) ? Work.Failed : Work.Done;
        }));
        return command;
    }

    // Without an adapter it is harmed, where there is a problem, or not kept any more.
    private static List<(string Run, AdapterRecord? Adapter, string? Problem)> Chain(TrainingFolders folders, AdapterRecord? present) => present is null
        ? []
        : [(present.Run, present, null), .. present.Parents.Reverse().Select(run => folders.Store?.Find(run) is { } adapter ? (run, adapter, null) : (run, (AdapterRecord?)null, folders.Store?.ProblemOf(run)))];

    private static void WriteText(TrainingFolders folders, List<(string Run, AdapterRecord? Adapter, string? Problem)> chain, string? problem)
    {
        if (problem is not null)
            Console.WriteLine($"{DatasetProject.Relative(folders.Adapter)}: {problem}; dotnet train trains another one");
        else
            Console.WriteLine("run           kind        records  learned from                    steps    loss  kernels");
        foreach (var (run, adapter, harm) in chain)
        {
            Console.WriteLine(adapter is null
                ? $"{run[..12]}  {(harm is null ? "is not kept here any more" : $"is harmed: {harm}")}"
                : string.Create(CultureInfo.InvariantCulture, $"{run[..12]}  {adapter.Kind,-10}  {(int?)adapter.Inputs["dataset"]!["records"],7}  {Learned(adapter),-30}  {(int?)adapter.Json["result"]!["steps"],5}  {(double?)adapter.Json["result"]!["train_loss"],6:0.0000}  {MadeBy(adapter)}"));
        }
    }

    private static string Learned(AdapterRecord adapter) => adapter.Json["increment"] is { } increment
        ? $"{(int?)increment["added"]} new, {(int?)increment["changed"]} changed, {(int?)increment["replayed"]} again"
        : "all";

    // Of another engine no kernels and threads are known.
    private static string MadeBy(AdapterRecord adapter) => adapter.Json["engine"] is { } engine
        ? $"{(string?)engine["name"]} {(string?)engine["version"]}".TrimEnd()
        : $"{(string?)adapter.Json["kernels"]}, {Text.Counted.Of(adapter.Threads, "thread")}";

    private static void WriteJson(TrainingFolders folders, List<(string Run, AdapterRecord? Adapter, string? Problem)> chain, string? problem) => Console.WriteLine(new JsonObject
    {
        ["adapter"] = folders.Adapter,
        ["problem"] = problem,
        ["runs"] = new JsonArray([.. chain.Select(entry => entry.Adapter is null
            ? new JsonObject { ["run"] = entry.Run, ["kept"] = false, ["problem"] = entry.Problem }
            : (JsonNode)new JsonObject
            {
                ["run"] = entry.Run,
                ["kept"] = true,
                ["kind"] = entry.Adapter.Kind,
                ["records"] = entry.Adapter.Inputs["dataset"]!["records"]!.DeepClone(),
                ["increment"] = entry.Adapter.Json["increment"]?.DeepClone(),
                ["result"] = entry.Adapter.Json["result"]!.DeepClone(),
                ["kernels"] = entry.Adapter.Json["kernels"]?.DeepClone(),
                ["threads"] = entry.Adapter.Json["threads"]?.DeepClone(),
                ["engine"] = entry.Adapter.Json["engine"]?.DeepClone(),
                ["reproducible"] = entry.Adapter.IsReproducible,
            })]),
    }.ToJsonString());
}
