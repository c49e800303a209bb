namespace DatasetPipeline.Train.Evaluation;

/// <summary>An evaluation in the midst of a training.</summary>
/// <param name="Step">The step before it.</param>
/// <param name="Loss">eval_loss</param>
/// <param name="TokenAccuracy">eval_token_acc</param>
public sealed record StepScore(int Step, double Loss, double TokenAccuracy)
{
    /// <summary>What metric_for_best_model names, loss or token_acc.</summary>
    public double Of(string metric) => metric == "loss" ? Loss : TokenAccuracy;

    /// <summary>How long the evaluation took.</summary>
    public TimeSpan Time { get; init; }
}
