using System.Text.Json.Nodes;
using DatasetPipeline.Builds;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Engines.MsSwift;
using DatasetPipeline.Train.Processes;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Train.Training;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Commands;

/// <summary>What <c>dotnet train</c> is asked for, of a dataset that is built.</summary>
internal sealed class Training
{
    private readonly DatasetProject _project;
    private readonly TrainSettings _settings;
    private readonly IReadOnlyList<SwiftRow> _rows;
    private readonly TrainingFolders _folders;
    private readonly PlanOptions _options;
    private readonly bool _json;
    private readonly bool _noBuild;

    private Training(DatasetProject project, TrainSettings settings, IReadOnlyList<SwiftRow> rows, TrainingFolders folders, PlanOptions options, bool noBuild, bool json) =>
        (_project, _settings, _rows, _folders, _options, _noBuild, _json) = (project, settings, rows, folders, options, noBuild, json);

    /// <summary>Reads train.yaml and the rows, which are built first; null where the build failed, which has said why.</summary>
    public static Training? Of(DatasetProject project, string? output, PlanOptions options, bool isSwift, bool noBuild, bool json)
    {
        var adapter = OutputFolderCheck.Require(project, output);
        var settings = TrainSettings.Read(project.TrainFile);
        var notes = (isSwift ? [] : Unsupported.Check(settings)).Concat(noBuild ? settings.Notes : []).OrderBy(note => (note.Line, note.Column)).ToList();
        foreach (var note in noBuild ? notes : [])
            Work.Tell(note, json);
        if (!noBuild && !DatasetBuilder.Build(project, notes, json))
            return null;

        var rows = SwiftRows.Read(project.RowsFile("train"));
        if (rows.Count == 0)
            throw new DiagnosticException(Codes.SplitEmpty, "no record is in the train split; add records, or give train a larger share under splits in dataset.yaml", project.RowsFile("train"));
        if (settings.ModelProblem is { } problem)
            throw new DiagnosticException(problem);
        if ((settings.ModelFolder + Path.DirectorySeparatorChar).StartsWith(adapter + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new DiagnosticException(settings.Error(Codes.SettingUnsupported, "the training writes into this very folder, so that each would begin with what the last one made; copy it elsewhere and name the copy", "model"));
        return new(project, settings, rows, new(project, adapter), options, noBuild, json);
    }

    /// <summary>Does what is to be done.</summary>
    public int Run(CancellationToken cancellation)
    {
        using var alone = Alone(cancellation);
        var (data, plan) = Plan();
        if (plan.Kind is PlanKind.Fresh or PlanKind.Increment)
            Train(data, plan, _folders, cancellation);
        else if (plan.Kind == PlanKind.Restore)
            new AdapterFolder(_folders.Adapter, _folders.Store).Restore(plan.Adapter!.Folder);
        var adapter = AdapterRecord.TryRead(_folders.Adapter, _folders.Hashes)!;
        Console.WriteLine(_json
            ? Json(plan, adapter.Run, isDone: true).ToJsonString()
            : $"{DatasetProject.Relative(_folders.Adapter)}: {Done(plan)}, {Counted.Of(_rows.Count, "record")}, run {adapter.Run[..12]}");
        return Work.Done;
    }

    /// <summary>Says what would be done.</summary>
    public int Tell(CancellationToken cancellation)
    {
        using var alone = Alone(cancellation);
        var (data, plan) = Plan();
        var rows = plan.Increment is { } increment ? data.RowsOf(increment) : data.Rows;
        var trains = plan.Kind is PlanKind.Fresh or PlanKind.Increment;
        var seconds = trains ? Seconds(data, rows.Count) : null;
        var memory = trains ? MemoryCheck.Foresee(_settings, rows, model => Learners.Attach(model, _settings, plan)) : null;
        var costs = memory is null ? "" : $"{After(plan)}{seconds?.Text}; about {MemoryCheck.Size(memory.Total)} of memory, {MemoryCheck.Size(memory.Weights)} of them the model";
        var json = Json(plan, plan.Adapter?.Run, isDone: false);
        (json["seconds"], json["memory_bytes"]) = (seconds?.Seconds, memory?.Total);
        Console.WriteLine(_json
            ? json.ToJsonString()
            : plan.Kind switch
            {
                PlanKind.Nothing => $"nothing: {DatasetProject.Relative(_folders.Adapter)} is up to date, run {plan.Adapter!.Run[..12]}",
                PlanKind.Restore => $"the adapter of run {plan.Adapter!.Run[..12]} would come back: {plan.Reason}",
                PlanKind.Increment => $"an increment on {Counted.Of(rows.Count, "record")} would go on from run {plan.Increment!.Parent.Run[..12]}: {plan.Reason}{costs}",
                _ => $"{Counted.Of(rows.Count, "record")} would be trained on from the start: {plan.Reason}{costs}",
            });
        return Work.Done;
    }

    /// <summary>Has ms-swift do it, or writes what it is started with.</summary>
    public int RunSwift(bool dryRun, CancellationToken cancellation)
    {
        using var alone = Alone(cancellation);
        new AdapterFolder(_folders.Adapter, _folders.Store).Recover();
        return SwiftTraining.Run(new(_project, _settings, Read(), _folders), dryRun, _options.IsFresh, _json, cancellation);
    }

    /// <summary>Trains the adapter that is there once more, elsewhere, and compares.</summary>
    /// <exception cref="DiagnosticException">There is no whole adapter of what is there now (DSP9042), or the second one is another (DSP9043).</exception>
    public int Verify(CancellationToken cancellation)
    {
        using var alone = Alone(cancellation);
        var (present, problem) = AdapterRecord.Find(_folders.Adapter);
        if ((string?)(present?.Inputs["trainer"] as JsonObject)?["engine"] is { } engine)
            throw new DiagnosticException(Codes.NothingToVerify, $"the adapter was made by {Shown.Text(engine)}, which does not promise the same bits; only one that dotnet train itself has trained can be verified here", _folders.Adapter);
        var data = Read();
        if (present is null || !JsonNode.DeepEquals(present.Inputs, data.Lineage.Inputs))
            throw new DiagnosticException(Codes.NothingToVerify, present is null ? $"there is no adapter to verify: {problem}; run dotnet train first" : "the adapter is of other data, settings or models than are there now; run dotnet train first", _folders.Adapter);
        var increment = present.IsFresh ? null : Increment.Again(present, data.Hashes, _folders.Store);
        // Before anything is made that a new beginning of this process would leave behind.
        NativeSettings.Ensure(_settings, present.IsReproducible, Say);
        var folder = Directory.CreateTempSubdirectory("verify-").FullName;
        try
        {
            var again = new TrainingFolders(_project, Path.Combine(folder, "adapter"));
            Train(data, new(present.IsFresh ? PlanKind.Fresh : PlanKind.Increment, "--verify") { Increment = increment }, again, cancellation, present);
            var files = new FileHashes(null);
            string[] learned = Learners.IsWhole(_settings) ? ["config.json", "model.safetensors"] : [Models.Lora.Adapter.ConfigFile, Models.Lora.Adapter.TensorsFile];
            var other = learned.Where(name => files.Of(Path.Combine(again.Adapter, name)) != files.Of(Path.Combine(_folders.Adapter, name))).ToList();
            if (other.Count > 0)
                throw new DiagnosticException(Codes.VerifyDiffers, $"training again gives another {string.Join(" and ", other)}: {Difference(present)}", _folders.Adapter);
            Console.WriteLine(_json
                ? new JsonObject { ["adapter"] = _folders.Adapter, ["run"] = present.Run, ["verified"] = true }.ToJsonString()
                : $"{DatasetProject.Relative(_folders.Adapter)}: training again gives the same bytes, run {present.Run[..12]}");
            return Work.Done;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Two at once would write the same checkpoints.
    private FileStream Alone(CancellationToken cancellation) => BuildLock.Take(_folders.Lock, cancellation, () =>
    {
        const string Text = "another training of this dataset is under way, and this one waits for it; Ctrl+C ends the waiting";
        Console.Error.WriteLine(_json ? EventLine.Of("note", ("text", Text)) : Text);
    });

    private (TrainingData Data, TrainingPlan Plan) Plan()
    {
        new AdapterFolder(_folders.Adapter, _folders.Store).Recover();
        var data = Read();
        return (data, new Planner(_folders, data.Lineage, data.Hashes, _settings.Seed, _options, Kernels.Kind(NativeSettings.Wanted(_settings, _options.IsReproducible))).Plan());
    }

    private TrainingData Read()
    {
        var files = new FileHashes(_folders.Hashes);
        var hashes = RowHashes.Of(_rows, files);
        var test = File.Exists(_project.RowsFile("test")) ? SwiftRows.Read(_project.RowsFile("test")) : [];
        return new(_rows, test, hashes, Lineage.Of(_settings, hashes, RowHashes.Of(test, files), files), files);
    }

    private void Train(TrainingData data, TrainingPlan plan, TrainingFolders folders, CancellationToken cancellation, AdapterRecord? like = null)
    {
        NativeSettings.Ensure(_settings, _options.IsReproducible || like is { IsReproducible: true }, Say);
        // The build has told what is worth knowing of the model.
        foreach (var warning in _noBuild && ChatTemplate.IsIn(_settings.ModelFolder) ? ModelProcessor.Open(_settings.ModelFolder).Warnings : [])
            Work.Tell(warning, _json);
        var run = new TrainingRun(_project, _settings, data, folders, plan, _options.IsReproducible) { Threads = like?.Threads, IsVerification = like is not null };
        TrainingViews.Show(_json, _settings.LoggingSteps, view =>
        {
            if (plan.Damaged.Count > 0)
                view.Say($"{CheckpointFolder.Said(plan.Damaged)} not as written, and left out");
            var what = plan.Kind == PlanKind.Increment ? $"an increment on run {plan.Increment!.Parent.Run[..12]}" : "training from the start";
            view.Say(plan.Done > 0 ? $"going on after step {plan.Done} of the training that was interrupted ({what}: {plan.Reason})" : $"{what}: {plan.Reason}");
            return run.Train(view, cancellation);
        });
    }

    private void Say(string line)
    {
        if (_json)
            Console.Error.WriteLine(EventLine.Of("note", ("text", line)));
        else
            Console.WriteLine(line);
    }

    private JsonObject Json(TrainingPlan plan, string? run, bool isDone) => new()
    {
        ["adapter"] = _folders.Adapter,
        ["run"] = run,
        ["trained"] = isDone && (plan.Kind is PlanKind.Fresh or PlanKind.Increment),
        ["plan"] = plan.Kind.ToString().ToLowerInvariant(),
        ["reason"] = plan.Reason,
        ["resumed_after"] = plan.Done,
        ["records"] = _rows.Count,
    };

    private static string Done(TrainingPlan plan) => plan.Kind switch
    {
        PlanKind.Nothing => "up to date",
        PlanKind.Restore => $"brought back, {plan.Reason}",
        PlanKind.Increment => "trained by an increment",
        _ => "trained",
    };

    // As the last training with these settings went.
    private (double Seconds, string Text)? Seconds(TrainingData data, int rows)
    {
        if (AdapterRecord.TryRead(_folders.Adapter, _folders.Hashes) is not { } last || data.Lineage.OtherThan(last) is not null || (int?)last.Json["result"]?["samples"] is not { } samples)
            return null;
        var metrics = Path.Combine(last.Folder, "metrics.jsonl");
        return File.Exists(metrics) && File.ReadLines(metrics).LastOrDefault() is { } line && (double?)JsonNode.Parse(line)?["train_runtime"] is { } seconds
            ? (seconds * rows / samples, $"; about {Duration.Text(TimeSpan.FromSeconds(seconds * rows / samples))}, as the last training took {Duration.Text(TimeSpan.FromSeconds(seconds))} for {Counted.Of(samples, "record")}")
            : null;
    }

    private static string After(TrainingPlan plan) => plan.Done > 0 ? $"; it goes on after step {plan.Done}" : "";

    private static string Difference(AdapterRecord present)
    {
        var here = Kernels.Here();
        return (string?)present.Json["kernels"] == here.Name && present.Threads == here.Threads
            ? "the inputs are the same, and so are kernels and threads; somebody has changed it, or libtorch is another"
            : $"it was made with {(string?)present.Json["kernels"]} and {Counted.Of(present.Threads, "thread")}, and here are {here.Name} and {here.Threads}; --reproducible gives the same bits on each machine";
    }
}
