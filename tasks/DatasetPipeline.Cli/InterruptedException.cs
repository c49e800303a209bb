namespace DatasetPipeline.Cli;

/// <summary>Work was cancelled, and the message says where it stands.</summary>
/// <param name="message">For people.</param>
/// <param name="inner">What cancelled it.</param>
/// <param name="step">Of work in steps, the last one that is done and kept.</param>
public sealed class InterruptedException(string message, Exception inner, int? step = null) : OperationCanceledException(message, inner)
{
    /// <summary>Of work in steps, the last one that is done and kept.</summary>
    public int? Step => step;
}
