using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Train.Training;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary>ms-swift's lines as the steps and evaluations of a training that is shown.</summary>
/// <param name="view">Where they are shown.</param>
/// <param name="samples">Samples of an epoch.</param>
/// <param name="tokens">Tokens of all of an epoch's samples, on their way; null where nobody knows.</param>
internal sealed class SwiftProgress(ITrainingView view, int samples, Task<long?> tokens)
{
    private const double RoundedTo = 1e-8; // ms-swift's epochs

    private readonly List<double> _losses = [];
    private readonly List<StepScore> _evaluations = [];
    private int _steps;
    private long _shown; // tokens that steps have told of

    /// <summary>The loss of every step so far: ms-swift tells the mean of those since its last line.</summary>
    public IReadOnlyList<double> Losses => _losses;

    /// <summary>The evaluations so far.</summary>
    public IReadOnlyList<StepScore> Evaluations => _evaluations;

    /// <summary>Optimizer steps that any line has told of.</summary>
    public int Steps { get; private set; }

    /// <summary>Tokens of the samples that it has gone through; null where nobody knows.</summary>
    public long? Tokens { get; private set; }

    /// <summary>Takes a line.</summary>
    public void Add(SwiftLine line)
    {
        if (line.Place is not var (step, steps))
            return;
        if (_steps == 0)
            view.Begin(samples, steps, 0, StepsPerEpoch(step, line.Number("epoch") ?? 0));
        (_steps, Steps) = (steps, Math.Max(Steps, step));
        if (line.Number("epoch") is { } epoch && tokens.Result is { } each)
            Tokens = (long)Math.Round(each * epoch);
        if (line.IsStep && step > _losses.Count)
            AddStep(line, step);
        else if (line.Number("eval_loss") is { } loss && _evaluations.TrueForAll(score => score.Step != step))
            AddEvaluation(new StepScore(step, loss, line.Number("eval_token_acc") ?? double.NaN) { Time = TimeSpan.FromSeconds(line.Number("eval_runtime") ?? 0) });
    }

    private void AddStep(SwiftLine line, int step)
    {
        var (since, seconds) = (step - _losses.Count, line.Number("train_speed(s/it)") ?? 0);
        var loss = line.Number("loss")!.Value;
        _losses.AddRange(Enumerable.Repeat(loss, since));
        var (shown, gone) = (_shown, Tokens ?? 0);
        _shown = gone;
        view.Step(
            new StepResult(
                step,
                loss,
                line.Number("token_acc") ?? double.NaN,
                line.Number("grad_norm") ?? double.NaN,
                line.Number("learning_rate") ?? double.NaN,
                (int)Math.Clamp(gone - shown, 0, int.MaxValue),
                TimeSpan.FromSeconds(seconds * since)),
            TimeSpan.FromSeconds(seconds * (_steps - step)));
    }

    private void AddEvaluation(StepScore score)
    {
        _evaluations.Add(score);
        view.Evaluated(score);
    }

    // The last step of an epoch may be of fewer samples, so that the first ones take more than their share.
    private static int StepsPerEpoch(int step, double epoch) => epoch <= 0 ? 0 : (int)Math.Ceiling((step / epoch * (1 - (RoundedTo / epoch))) - 1e-6);
}
