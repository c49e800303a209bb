using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Builds;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Training;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary>
/// ms-swift as the trainer: it is given the build's rows and train.yaml, started, followed, and its adapter put where ours would
/// be, with the same files around it.
/// </summary>
/// <param name="project">The dataset, which is built.</param>
/// <param name="settings">train.yaml</param>
/// <param name="data">What to train on.</param>
/// <param name="folders">Where the adapter goes.</param>
internal sealed class MsSwiftEngine(DatasetProject project, TrainSettings settings, TrainingData data, TrainingFolders folders)
{
    /// <summary>What <c>--engine</c> calls it.</summary>
    public const string Name = "ms-swift";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    // Its kernels are the GPUs', and it does not promise the same bits.
    private static readonly Kernels Its = new(Name, 0);

    private readonly SwiftFiles _files = new(project);

    /// <summary>Where what ms-swift is started with lies.</summary>
    public string Files => _files.Folder;

    /// <summary>How many rows there are to train on.</summary>
    public int Records => data.Rows.Count;

    /// <summary>The adapter's folder.</summary>
    public string Output => folders.Adapter;

    /// <summary>How to start it by hand.</summary>
    public string Start => $"sh {DatasetProject.Relative(_files.Script)}";

    /// <summary>The name of a run.</summary>
    public string RunOf(Lineage lineage) => lineage.RunOf(null, Its);

    /// <summary>Writes what ms-swift is started with.</summary>
    /// <returns>Where the adapter will come from.</returns>
    /// <exception cref="DiagnosticException">It could not train with this (DSP9005, DSP9019).</exception>
    public Lineage Write()
    {
        SwiftChecks.Check(settings);
        var arguments = SwiftArguments.Yaml(settings, File.Exists(project.RowsFile("test")) && new FileInfo(project.RowsFile("test")).Length > 0);
        Directory.CreateDirectory(_files.Folder);
        WholeFile.WriteIfDifferent(_files.Arguments, Encoding.UTF8.GetBytes(arguments));
        WholeFile.WriteIfDifferent(_files.Script, Encoding.UTF8.GetBytes(SwiftScript.Sh(settings)));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_files.Script, File.GetUnixFileMode(_files.Script) | UnixFileMode.UserExecute);
        return data.Lineage.MadeBy(new JsonObject
        {
            ["engine"] = Name,
            ["arguments_sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(arguments))),
        });
    }

    /// <summary>Trains and puts the adapter's folder in place; with cancellation or an error the old one stays as it is.</summary>
    /// <returns>The mean loss over all steps.</returns>
    /// <exception cref="DiagnosticException">There is no ms-swift (DSP9021), or it failed (DSP9020).</exception>
    public double Train(Lineage lineage, ITrainingView view, CancellationToken cancellation)
    {
        var swift = SwiftProcess.Find()
            ?? throw new DiagnosticException(Codes.SwiftMissing, $"there is no ms-swift on PATH, so nothing was trained; where it is installed, this file starts the training: {Start}", _files.Script);
        Clear();
        var progress = new SwiftProgress(view, data.Rows.Count, TokensOfTraining());
        var lines = new List<SwiftLine>();
        Follow(swift, line =>
        {
            lines.Add(line);
            progress.Add(line);
        }, cancellation);
        if (lines.Find(line => line.IsStep && !double.IsFinite(line.Number("loss")!.Value)) is { } broken)
            throw new DiagnosticException(settings.Error(Codes.LossNotFinite, $"at step {broken.Place!.Value.Step} the loss is {broken.Number("loss")}; lower learning_rate, or set torch_dtype to bfloat16 or float32", "learning_rate"));
        if (progress.Steps == 0)
            throw SwiftProcess.Failed(_files, "ms-swift ended well and wrote no step into bin/ms-swift/run/logging.jsonl");

        var loss = lines.Select(line => line.Number("train_loss")).OfType<double>().LastOrDefault(progress.Losses.Average());
        Keep(lineage, lines, progress, loss, cancellation);
        return loss;
    }

    // What another training left would be taken for this one's.
    private void Clear()
    {
        try
        {
            using var free = new FileStream(_files.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (Directory.Exists(_files.Run))
                Directory.Delete(_files.Run, recursive: true);
            File.Delete(_files.Log);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(_files.Lock))
        {
            throw new DiagnosticException(Codes.SwiftFailed, "a training with ms-swift is still running here, or its files cannot be deleted; wait for it, or end it", _files.Lock);
        }
    }

    private void Follow(string swift, Action<SwiftLine> take, CancellationToken cancellation)
    {
        var log = new SwiftLog(_files.Logging);
        using var process = SwiftProcess.Start(swift, _files);
        for (var ended = false; !ended;)
        {
            ended = process.WaitBriefly();
            foreach (var line in log.Read())
                take(line);
            if (!ended && cancellation.IsCancellationRequested)
            {
                process.Interrupt();
                cancellation.ThrowIfCancellationRequested();
            }
        }

        cancellation.ThrowIfCancellationRequested();
        process.Require();
    }

    private void Keep(Lineage lineage, List<SwiftLine> lines, SwiftProgress progress, double loss, CancellationToken cancellation)
    {
        var adapter = new AdapterFolder(folders.Adapter, folders.Store);
        try
        {
            var folder = adapter.Begin();
            var checkpoint = SwiftCheckpoint.Find(_files, lines.FindLast(line => line.Text("last_model_checkpoint") is not null), settings.File.Root["load_best_model_at_end"].AsBoolean() == true);
            SwiftCheckpoint.Copy(checkpoint, folder, settings.Model);
            // Its last line repeats all others, with paths of the machine.
            File.WriteAllText(Path.Combine(folder, "metrics.jsonl"), string.Concat(lines.Where(line => line.Place is not null).Select(line => JsonSerializer.Serialize(line.Json) + "\n")));
            var dataset = DatasetSettings.Read(project.DatasetFile);
            LossCurve.Write(Path.Combine(folder, "loss.png"), dataset.Name, progress.Losses);
            ModelCard.Write(folder, dataset, settings, RunOf(lineage), data.Rows.Count, progress.Steps, loss, scores: []);
            cancellation.ThrowIfCancellationRequested();
            data.Hashes.Write(folder);
            lineage.Write(folder, null, Its, reproducible: false, new(data.Rows.Count, progress.Steps, 0, loss));
            Sign(Path.Combine(folder, Lineage.FileName));
            adapter.Commit();
        }
        finally
        {
            adapter.Clear();
        }
    }

    // Which ms-swift it was is known when it has run.
    private void Sign(string path)
    {
        if (!File.Exists(_files.Understood))
            return;
        var understood = JsonNode.Parse(File.ReadAllBytes(_files.Understood))!;
        var lineage = JsonNode.Parse(File.ReadAllBytes(path))!;
        lineage["engine"] = new JsonObject { ["name"] = Name, ["version"] = understood["swift_version"]?.DeepClone(), ["processes"] = understood["global_world_size"]?.DeepClone() };
        File.WriteAllText(path, lineage.ToJsonString(Indented) + "\n");
    }

    // The build counts those of all records; what is wanted of them is a rate to show.
    private long TokensOfTraining()
    {
        var path = Path.Combine(project.OutputFolder, "summary.json");
        if (!File.Exists(path))
            return 0;
        var summary = JsonNode.Parse(File.ReadAllBytes(path))!;
        return ((long?)summary["tokens"]?["total"] ?? 0) * data.Rows.Count / Math.Max(1, (long?)summary["records"] ?? 0);
    }
}
