namespace DatasetPipeline.Train.Training;

/// <summary>What one optimizer step did.</summary>
/// <param name="Step">The first is 1.</param>
/// <param name="Loss">Mean cross-entropy over the labels, before the step.</param>
/// <param name="TokenAccuracy">The share of labels that were the likeliest token.</param>
/// <param name="GradNorm">Before clipping.</param>
/// <param name="LearningRate">Of this step.</param>
/// <param name="Tokens">Tokens that went through the model; 0 where nobody knows.</param>
/// <param name="Time">How long it took.</param>
public sealed record StepResult(int Step, double Loss, double TokenAccuracy, double GradNorm, double LearningRate, int Tokens, TimeSpan Time)
{
    /// <summary>Tokens a second; null where nobody knows.</summary>
    public double? Speed => Tokens > 0 && Time > TimeSpan.Zero ? Tokens / Time.TotalSeconds : null;
}
