using System.Diagnostics;
using System.Text.Json.Nodes;
using DatasetPipeline.Cli;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Train.Reports;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Train.Training;
using DatasetPipeline.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Evaluation;

/// <summary>
/// All that a run does beside training: TensorBoard's events of each step, the test split's evaluations where they are due,
/// which was the best, when to stop, and at the end the answers, eval.png and report.html.
/// </summary>
internal sealed class RunEvaluation : IDisposable
{
    /// <summary>The folder of TensorBoard's events in the adapter's, as ms-swift has it. Its times make it another for each run, so lineage, which knows the adapter's files, does not look into it.</summary>
    public const string EventsFolder = "runs";

    private readonly ILearner _learner;
    private readonly TrainSettings _settings;
    private readonly IReadOnlyList<SwiftRow> _rows;
    private readonly Func<string, VisionFeatures>? _see;
    private readonly EvaluationPlan _plan;
    private readonly EvaluationSet? _set;
    private readonly EventFile _events;
    private readonly BestStep _best;
    private readonly List<StepScore> _scores = [];
    private Dictionary<string, torch.Tensor> _bestTensors = [];

    /// <summary>Before the first step.</summary>
    /// <param name="learner">What learns.</param>
    /// <param name="settings">train.yaml</param>
    /// <param name="rows">The test split's; where there are none, nothing is evaluated.</param>
    /// <param name="folder">Where the adapter will be; events are written into its <see cref="EventsFolder"/> at once.</param>
    /// <param name="steps">Optimizer steps of the run.</param>
    /// <param name="stepsPerEpoch">Optimizer steps of an epoch.</param>
    /// <param name="see">What the tower sees in a picture as the model is now, by its path, where somebody keeps that.</param>
    /// <param name="time">Where the events' times come from; null is the system's clock.</param>
    public RunEvaluation(
        ILearner learner, TrainSettings settings, IReadOnlyList<SwiftRow> rows, string folder, int steps, int stepsPerEpoch, Func<string, VisionFeatures>? see = null, TimeProvider? time = null)
    {
        (_learner, _settings, _rows, _see) = (learner, settings, rows, see);
        _plan = new(settings, steps, stepsPerEpoch, rows.Count > 0);
        _set = Enumerable.Range(1, steps).Any(_plan.IsAt) ? new(learner.Model, rows, settings.PerDeviceTrainBatchSize, see) : null;
        _events = new(Path.Combine(folder, EventsFolder), time ?? TimeProvider.System);
        _best = new(settings.GreaterIsBetter, settings.EarlyStopInterval);
    }

    /// <summary>The evaluations so far.</summary>
    public IReadOnlyList<StepScore> Scores => _scores;

    /// <summary>The best of them, and after which step.</summary>
    public BestStep Best => _best;

    /// <summary>The same for those who read of the run; null where there was no evaluation.</summary>
    public BestEvaluation? BestFound => _best.Value is { } value ? new(_best.Step, $"eval_{_settings.MetricForBestModel}", value, _settings.LoadBestModelAtEnd) : null;

    /// <summary>With load_best_model_at_end, what it was after the best evaluation; else none. A checkpoint keeps them beside <see cref="ToJson"/>.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> BestTensors => _bestTensors;

    /// <summary>Whether an evaluation belongs to this step that has not been: it is to come, or was interrupted.</summary>
    public bool IsDue(int step) => _plan.IsAt(step) && _scores.All(score => score.Step != step);

    /// <summary>After each step: writes its events and evaluates where that is due.</summary>
    /// <returns>The evaluation; null where none is due.</returns>
    public StepScore? After(StepResult step, CancellationToken cancellation)
    {
        WriteEvents(step);
        return IsDue(step.Step) ? Evaluate(step.Step, cancellation) : null;
    }

    /// <summary>Evaluates as after this step; where that is cancelled, nothing is as if it had been.</summary>
    public StepScore Evaluate(int step, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var split = _set!.Score(cancellation);
        var score = new StepScore(step, split.Loss, split.TokenAccuracy) { Time = clock.Elapsed };
        _scores.Add(score);
        WriteEvents(score);
        if (_best.Take(step, score.Of(_settings.MetricForBestModel)) && _settings.LoadBestModelAtEnd)
            Keep(_learner.Tensors);
        return score;
    }

    /// <summary>After each save.</summary>
    /// <returns>Whether early_stop_interval ends the training here.</returns>
    public bool Saved() => _best.Saved();

    /// <summary>What a checkpoint keeps, so that a resumed run ends as an undisturbed one.</summary>
    public JsonObject ToJson() => new()
    {
        ["best"] = _best.ToJson(),
        ["scores"] = new JsonArray([.. _scores.Select(score => new JsonArray(score.Step, ModelScores.Number(score.Loss), ModelScores.Number(score.TokenAccuracy), score.Time.TotalSeconds))]),
    };

    /// <summary>Goes on from a checkpoint.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave.</param>
    /// <param name="tensors">What <see cref="BestTensors"/> were; they are copied.</param>
    public void Restore(JsonObject json, IEnumerable<KeyValuePair<string, torch.Tensor>> tensors)
    {
        _best.Restore(json["best"]!.AsObject());
        _scores.Clear();
        _scores.AddRange(json["scores"]!.AsArray().Select(score => new StepScore((int)score![0]!, (double?)score[1] ?? double.NaN, (double?)score[2] ?? double.NaN) { Time = TimeSpan.FromTicks((long)Math.Round((double)score[3]! * TimeSpan.TicksPerSecond)) }));
        Keep(tensors);
    }

    /// <summary>A step that was taken before the interruption, once more for the events.</summary>
    /// <returns>The evaluation after it; null where there was none.</returns>
    public StepScore? Again(StepResult step)
    {
        WriteEvents(step);
        if (_scores.Find(score => score.Step == step.Step) is not { } score)
            return null;
        WriteEvents(score);
        return score;
    }

    /// <summary>With load_best_model_at_end, the learner becomes what it was after the best evaluation.</summary>
    /// <returns>Whether it did.</returns>
    public bool TakeBest()
    {
        using var frozen = torch.no_grad();
        foreach (var (name, tensor) in _learner.Tensors.Where(tensor => _bestTensors.ContainsKey(tensor.Key)))
            tensor.copy_(_bestTensors[name]);
        return _bestTensors.Count > 0;
    }

    /// <summary>Asks for every record of the test split, with what was learned and without, and writes eval.png, where there was an evaluation, and report.html.</summary>
    /// <param name="folder">The adapter's.</param>
    /// <param name="project">The dataset's folder.</param>
    /// <param name="values">What it trains with, as its lineage has it.</param>
    /// <param name="records">How many records it trained on.</param>
    /// <param name="losses">Every step's, at least one.</param>
    /// <param name="cancellation">Looked at between answers.</param>
    /// <param name="asked">After each record, with how many there are.</param>
    /// <returns>What the answers are worth, by language, base before adapter; none where the split is empty.</returns>
    public IReadOnlyList<ModelScores> Finish(string folder, DatasetProject project, JsonObject values, string trained, IReadOnlyList<double> losses, CancellationToken cancellation, Action<int, int>? asked = null)
    {
        var answers = new List<RecordAnswer>();
        foreach (var answer in new Judge(_learner, _settings.PerDeviceTrainBatchSize, _see).Ask("test", _rows, cancellation))
        {
            answers.Add(answer);
            asked?.Invoke(answers.Count, _rows.Count);
        }

        var found = RunReport.Write(folder, new(project, _settings, values, trained, losses, _scores, BestFound, answers));
        _events.Write(losses.Count, found.Where(scores => scores.Model == "adapter").SelectMany(Figures));
        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _events.Dispose();
        Keep([]);
    }

    private static IEnumerable<(string Tag, double Value)> Figures(ModelScores scores)
    {
        var prefix = $"test/{scores.Language}/";
        (string, double)[] figures = [("exact", (double)scores.Captions.Exact / scores.Captions.Count), ("chrf", scores.Captions.ChrF), ("bleu", scores.Captions.Bleu), ("cider_d", scores.Captions.CiderD)];
        return figures.Where(figure => double.IsFinite(figure.Item2))
            .Concat(scores.Aspects.Where(aspect => aspect.Value.All > 0).Select(aspect => (aspect.Key.ToString().ToLowerInvariant(), (double)aspect.Value.Right / aspect.Value.All)))
            .Select(figure => (prefix + figure.Item1, figure.Item2));
    }

    private void WriteEvents(StepResult step)
    {
        if (step.Step == 1 || step.Step % _settings.LoggingSteps == 0)
            _events.Write(step.Step, [("train/loss", step.Loss), ("train/token_acc", step.TokenAccuracy), ("train/grad_norm", step.GradNorm), ("train/learning_rate", step.LearningRate)]);
    }

    private void WriteEvents(StepScore score) => _events.Write(score.Step, [("eval/loss", score.Loss), ("eval/token_acc", score.TokenAccuracy)]);

    private void Keep(IEnumerable<KeyValuePair<string, torch.Tensor>> tensors)
    {
        using var frozen = torch.no_grad();
        var kept = tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.detach().clone().DetachFromDisposeScope(), StringComparer.Ordinal);
        foreach (var tensor in _bestTensors.Values)
            tensor.Dispose();
        _bestTensors = kept;
    }
}
