namespace DatasetPipeline.Train.Optimization;

/// <summary>The learning rate of each step: up in a line while warming up, then down as the schedule says.</summary>
/// <param name="Peak">learning_rate</param>
/// <param name="Schedule">lr_scheduler_type: cosine, linear or constant</param>
/// <param name="WarmupSteps">Steps of the way up.</param>
/// <param name="Steps">Steps in all.</param>
public sealed record LearningRate(double Peak, string Schedule, int WarmupSteps, int Steps)
{
    /// <summary>The rate of a step, the first being 0.</summary>
    public double At(int step)
    {
        if (step < WarmupSteps)
            return Peak * step / Math.Max(1, WarmupSteps);
        var progress = (step - WarmupSteps) / (double)Math.Max(1, Steps - WarmupSteps);
        return Peak * Schedule switch
        {
            "cosine" => Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress))),
            "linear" => Math.Max(0, 1 - progress),
            "constant" => 1,
            _ => throw new ArgumentException($"There is no schedule '{Schedule}'."),
        };
    }
}
