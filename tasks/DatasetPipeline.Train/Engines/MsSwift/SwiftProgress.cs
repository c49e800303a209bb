using DatasetPipeline.Train.Runs;
using DatasetPipeline.Train.Training;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary>ms-swift's lines as the steps of a training that is shown.</summary>
/// <param name="view">Where they are shown.</param>
/// <param name="samples">Samples of an epoch.</param>
/// <param name="tokens">Tokens of all of an epoch's samples; 0 where nobody counted them.</param>
internal sealed class SwiftProgress(ITrainingView view, int samples, long tokens)
{
    private readonly List<double> _losses = [];

    /// <summary>The loss of every step so far: ms-swift tells the mean of those since its last line.</summary>
    public IReadOnlyList<double> Losses => _losses;

    /// <summary>Optimizer steps in all; 0 before the first line.</summary>
    public int Steps { get; private set; }

    /// <summary>Takes a line.</summary>
    public void Add(SwiftLine line)
    {
        if (!line.IsStep || line.Place is not var (step, steps) || step <= _losses.Count)
            return;
        if (Steps == 0)
            view.Begin(samples, steps, 0, 0);
        Steps = steps;

        var (since, seconds) = (step - _losses.Count, line.Number("train_speed(s/it)") ?? 0);
        var loss = line.Number("loss")!.Value;
        _losses.AddRange(Enumerable.Repeat(loss, since));
        var epoch = line.Number("epoch") ?? 0;
        view.Step(
            new StepResult(
                step,
                loss,
                line.Number("token_acc") ?? double.NaN,
                line.Number("grad_norm") ?? double.NaN,
                line.Number("learning_rate") ?? double.NaN,
                (int)(tokens * epoch / step * since),
                TimeSpan.FromSeconds(seconds * since)),
            TimeSpan.FromSeconds(seconds * (steps - step)));
    }
}
