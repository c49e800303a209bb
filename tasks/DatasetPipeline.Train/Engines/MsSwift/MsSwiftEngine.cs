using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Builds;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Reports;
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
        var processor = SwiftChecks.Check(settings);
        var arguments = SwiftArguments.Yaml(settings, processor.ModelType, File.Exists(project.RowsFile("test")) && new FileInfo(project.RowsFile("test")).Length > 0);
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
        var progress = new SwiftProgress(view, data.Rows.Count, Task.Run(TokensOfEpoch, CancellationToken.None));
        var lines = new List<SwiftLine>();
        Follow(swift, line =>
        {
            lines.Add(line);
            progress.Add(line);
        }, cancellation);
        if (lines.Find(line => line.IsStep && !double.IsFinite(line.Number("loss")!.Value)) is { } broken)
            throw Diverged(broken);
        if (progress.Losses.Count == 0)
            throw SwiftProcess.Failed(_files, "ms-swift ended well and wrote no step into bin/ms-swift/run/logging.jsonl");
        if (lines.Select(line => line.Place).OfType<(int Step, int Steps)>().Last() is var end && end.Step < end.Steps)
            view.Say(string.Create(CultureInfo.InvariantCulture, $"ms-swift ended well after step {end.Step} of {end.Steps}, by its own log: the adapter is of no more steps"));

        var loss = lines.Select(line => line.Number("train_loss")).OfType<double>().LastOrDefault(progress.Losses.Average());
        Keep(lineage, lines, progress, loss, view, cancellation);
        return loss;
    }

    private DiagnosticException Diverged(SwiftLine line)
    {
        var rate = settings.File.Root["learning_rate"] is null ? string.Create(CultureInfo.InvariantCulture, $"set learning_rate to less than {settings.LearningRate}, which it is where it is not given") : "lower learning_rate";
        var dtype = settings.TorchDtype switch
        {
            "float32" => "",
            "bfloat16" => ", or set torch_dtype to float32",
            _ => ", or set torch_dtype to bfloat16 or float32",
        };
        return new(settings.Error(Codes.LossNotFinite, string.Create(CultureInfo.InvariantCulture, $"at step {line.Place!.Value.Step} the loss is {line.Number("loss")}; {rate}{dtype}"), "learning_rate"));
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

    private void Keep(Lineage lineage, List<SwiftLine> lines, SwiftProgress progress, double loss, ITrainingView view, CancellationToken cancellation)
    {
        var adapter = new AdapterFolder(folders.Adapter, folders.Store);
        try
        {
            var folder = adapter.Begin();
            var checkpoint = SwiftCheckpoint.Find(_files, lines.FindLast(line => line.Text("last_model_checkpoint") is not null), settings.LoadBestModelAtEnd);
            SwiftCheckpoint.Copy(checkpoint, folder, settings.Model);
            // Its last line repeats all others, with paths of the machine.
            File.WriteAllText(Path.Combine(folder, "metrics.jsonl"), string.Concat(lines.Where(line => line.Place is not null).Select(line => JsonSerializer.Serialize(line.Json) + "\n")));
            var (dataset, understood, best) = (DatasetSettings.Read(project.DatasetFile), Understood(), BestOf(progress.Evaluations, SwiftCheckpoint.StepOf(checkpoint)));
            LossCurve.Write(Path.Combine(folder, "loss.png"), dataset.Name, progress.Losses);
            var trained = Increment.Trained(null, data.Rows.Count, data.Rows.Count, progress.Steps);
            var asked = new SwiftAnswers(settings, data.TestRows);
            var answers = asked.Ask(folder, view, cancellation);
            var scores = RunReport.Write(folder, new(project, settings, Values(lineage, understood), trained, progress.Losses, progress.Evaluations, best, answers)
            {
                Steps = progress.Steps,
                Engine = $"{Name} {(string?)understood?["swift_version"]}".TrimEnd(),
                Unasked = asked.Unasked,
            });
            ModelCard.Write(folder, dataset, settings, RunOf(lineage), trained, loss, scores, best);
            data.Hashes.Write(folder);
            var engine = new JsonObject { ["name"] = Name, ["version"] = understood?["swift_version"]?.DeepClone(), ["processes"] = understood?["global_world_size"]?.DeepClone() };
            lineage.Write(folder, null, Its, reproducible: false, new(data.Rows.Count, progress.Steps, progress.Tokens, loss, best), engine);
            adapter.Commit();
        }
        finally
        {
            adapter.Clear();
        }

        // What was trained on another machine for hours is not thrown away for its answers.
        if (cancellation.IsCancellationRequested)
            throw new InterruptedException($"cancelled after the training: its adapter is in {DatasetProject.Relative(folders.Adapter)}, and dotnet train evaluate asks for the records", new OperationCanceledException(cancellation), progress.Steps);
    }

    // Its arguments as ms-swift understood them, among them its version; known when it has run.
    private JsonObject? Understood() => File.Exists(_files.Understood) ? JsonNode.Parse(File.ReadAllBytes(_files.Understood))!.AsObject() : null;

    // Some defaults hang on the number of GPUs, which it alone knows.
    private static JsonObject Values(Lineage lineage, JsonObject? understood)
    {
        var values = lineage.Settings.DeepClone().AsObject();
        foreach (var key in values.Select(entry => entry.Key).Where(key => understood?[key] is { } value && value.GetValueKind() == JsonValueKind.Number).ToList())
            values[key] = understood![key]!.DeepClone();
        return values;
    }

    // The one whose checkpoint was taken, where train.yaml asks for the best.
    private BestEvaluation? BestOf(IReadOnlyList<StepScore> evaluations, int taken)
    {
        var best = new BestStep(settings.GreaterIsBetter, null);
        foreach (var score in evaluations)
            best.Take(score.Step, score.Of(settings.MetricForBestModel));
        var chosen = evaluations.FirstOrDefault(score => settings.LoadBestModelAtEnd && score.Step == taken) ?? evaluations.FirstOrDefault(score => score.Step == best.Step);
        return chosen is null ? null : new(chosen.Step, $"eval_{settings.MetricForBestModel}", chosen.Of(settings.MetricForBestModel), settings.LoadBestModelAtEnd && chosen.Step == taken);
    }

    // Those of the samples; what fills up a batch is not counted. ms-swift takes a while to begin, and they are counted meanwhile.
    private long? TokensOfEpoch()
    {
        try
        {
            return SwiftAnswers.TokensOf(settings, data.Rows).Sum(tokens => (long)tokens);
        }
        catch (DiagnosticException)
        {
            return null; // what our processor cannot read is ms-swift's to judge
        }
    }
}
