namespace DatasetPipeline.Train.Runs;

/// <summary>What a person asks of a training.</summary>
/// <param name="IsFresh">--fresh: train from the start, whatever is there.</param>
/// <param name="IsIncrement">--increment: go on from the adapter that is there, or fail.</param>
/// <param name="IsResumed">--resume: go on with the training that was interrupted, or fail.</param>
/// <param name="IsOnlyFresh">--no-increments, and in CI: an adapter that was trained from the start and none else will do.</param>
/// <param name="IsReproducible">--reproducible: an adapter of any machine's fastest kernels will not do.</param>
/// <param name="Replay">--replay: so many records that the adapter has seen for each that is new to it.</param>
internal sealed record PlanOptions(bool IsFresh, bool IsIncrement, bool IsResumed, bool IsOnlyFresh, bool IsReproducible, int Replay)
{
    /// <summary>Where nothing else is said.</summary>
    public const int DefaultReplay = 4;
}
