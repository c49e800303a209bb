namespace DatasetPipeline.Train.Runs;

/// <summary>What a training has to do, and why.</summary>
/// <param name="Kind">What.</param>
/// <param name="Reason">Why not less, in words.</param>
internal sealed record TrainingPlan(PlanKind Kind, string Reason)
{
    /// <summary>The adapter that is up to date, or that comes back.</summary>
    public AdapterRecord? Adapter { get; init; }

    /// <summary>What an increment goes on from and learns.</summary>
    public Increment? Increment { get; init; }

    /// <summary>Whether it begins anew however often it is asked for.</summary>
    public bool IsForced { get; init; }

    /// <summary>The step after which an interrupted training goes on; 0 at the start.</summary>
    public int Done { get; init; }

    /// <summary>Steps whose checkpoints are not as they were written, so that the training cannot go on after them.</summary>
    public IReadOnlyList<int> Damaged { get; init; } = [];
}
