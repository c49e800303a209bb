using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Training;

namespace DatasetPipeline.Train.Runs;

/// <summary>metrics.jsonl, with the keys of ms-swift's logging.jsonl.</summary>
/// <param name="path">The file; it is made.</param>
/// <param name="steps">Optimizer steps in all.</param>
/// <param name="stepsPerEpoch">Optimizer steps of an epoch.</param>
/// <param name="samples">Samples of an epoch.</param>
/// <param name="loggingSteps">Steps between two lines; the first step has one too.</param>
internal sealed class Metrics(string path, int steps, int stepsPerEpoch, int samples, int loggingSteps) : IDisposable
{
    private readonly StreamWriter _file = new(path) { NewLine = "\n" };
    private readonly List<StepResult> _all = [];
    private readonly List<StepResult> _since = [];

    /// <summary>Every step so far.</summary>
    public IReadOnlyList<StepResult> Steps => _all;

    /// <summary>Every step's loss so far.</summary>
    public IReadOnlyList<double> Losses => [.. _all.Select(step => step.Loss)];

    /// <summary>Mean loss of all steps.</summary>
    public double TrainLoss => _all.Average(step => step.Loss);

    private TimeSpan Elapsed => TimeSpan.FromSeconds(_all.Sum(step => step.Time.TotalSeconds));

    /// <summary>What is left at the speed so far; the first step, which also warms up, counts for less and less.</summary>
    public TimeSpan Remaining => (steps - _all.Count) * (Elapsed / Math.Max(1, _all.Count));

    public void Add(StepResult step)
    {
        _all.Add(step);
        _since.Add(step);
        if (step.Step != 1 && step.Step % loggingSteps != 0)
            return;
        Write(new()
        {
            ["loss"] = Math.Round(_since.Average(s => s.Loss), 8),
            ["token_acc"] = Math.Round(_since.Average(s => s.TokenAccuracy), 8),
            ["grad_norm"] = Math.Round(step.GradNorm, 8),
            ["learning_rate"] = step.LearningRate,
        });
        _since.Clear();
    }

    /// <summary>An evaluation after the last step that was added.</summary>
    /// <param name="score">What it gave.</param>
    /// <param name="rows">How many rows it went over.</param>
    public void Add(StepScore score, int rows) => Write(new()
    {
        ["eval_loss"] = Rounded(score.Loss),
        ["eval_token_acc"] = Rounded(score.TokenAccuracy),
        ["eval_runtime"] = Math.Round(score.Time.TotalSeconds, 4),
        ["eval_samples_per_second"] = Math.Round(rows / score.Time.TotalSeconds, 3),
    });

    public void Finish() => Write(new()
    {
        ["train_runtime"] = Math.Round(Elapsed.TotalSeconds, 4),
        ["train_samples_per_second"] = Math.Round((double)_all.Count / stepsPerEpoch * samples / Elapsed.TotalSeconds, 3),
        ["train_steps_per_second"] = Math.Round(_all.Count / Elapsed.TotalSeconds, 3),
        ["train_loss"] = Math.Round(TrainLoss, 8),
    });

    public void Dispose() => _file.Dispose();

    // JSON has no NaN.
    private static JsonNode? Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 8) : null;

    private void Write(JsonObject line)
    {
        line["epoch"] = Math.Round((double)_all.Count / stepsPerEpoch, 8);
        line["global_step/max_steps"] = $"{_all.Count}/{steps}";
        line["percentage"] = (100.0 * _all.Count / steps).ToString("0.00", CultureInfo.InvariantCulture) + "%";
        line["elapsed_time"] = Duration.Text(Elapsed);
        line["remaining_time"] = Duration.Text(Remaining);
        line["memory(GiB)"] = Math.Round(System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / (double)(1 << 30), 2);
        line["train_speed(s/it)"] = Math.Round(Elapsed.TotalSeconds / _all.Count, 6);
        _file.WriteLine(line.ToJsonString(JsonSerializerOptions.Default));
        _file.Flush();
    }
}
