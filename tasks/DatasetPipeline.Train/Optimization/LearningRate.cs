using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Optimization;

/// <summary>
/// The learning rate of each step: up in a line while warming up, then as the schedule says. Names, meanings and fixed
/// numbers are those of transformers.
/// </summary>
/// <param name="Peak">learning_rate</param>
/// <param name="Schedule">lr_scheduler_type; constant alone has no warm-up</param>
/// <param name="WarmupSteps">Steps of the way up.</param>
/// <param name="Steps">Steps in all.</param>
public sealed record LearningRate(double Peak, string Schedule, int WarmupSteps, int Steps)
{
    private const double PolynomialEnd = 1e-7;
    private const int InverseSqrtTimescale = 10_000; // without a warm-up

    /// <summary>What train.yaml says.</summary>
    /// <param name="settings">train.yaml</param>
    /// <param name="stepsPerEpoch">Optimizer steps of one epoch.</param>
    public static LearningRate Of(TrainSettings settings, int stepsPerEpoch)
    {
        var steps = settings.MaxSteps > 0 ? settings.MaxSteps : (int)Math.Ceiling(settings.NumTrainEpochs * stepsPerEpoch);
        var warmup = settings.WarmupSteps > 0 ? settings.WarmupSteps : (int)Math.Ceiling(settings.WarmupRatio * steps);
        return new(settings.LearningRate, settings.LrSchedulerType, warmup, steps);
    }

    /// <summary>The rate of a step, the first being 0.</summary>
    public double At(int step)
    {
        if (step < WarmupSteps && Schedule != "constant")
            return Peak * step / Math.Max(1, WarmupSteps);
        var progress = (step - WarmupSteps) / (double)Math.Max(1, Steps - WarmupSteps);
        var timescale = WarmupSteps > 0 ? WarmupSteps : InverseSqrtTimescale;
        return Peak * Schedule switch
        {
            "cosine" or "cosine_with_restarts" => Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress))), // the restarts are one cycle by default
            "linear" => Math.Max(0, 1 - progress),
            "polynomial" => ((1 - (PolynomialEnd / Peak)) * Math.Max(0, 1 - progress)) + (PolynomialEnd / Peak), // of degree one
            "inverse_sqrt" => Math.Sqrt(timescale / (double)(step - WarmupSteps + timescale)),
            "constant" or "constant_with_warmup" => 1,
            _ => throw new ArgumentException($"There is no schedule '{Schedule}'."),
        };
    }
}
