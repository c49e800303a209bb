namespace DatasetPipeline.Train.Runs;

/// <summary>What a training has to do.</summary>
internal enum PlanKind
{
    /// <summary>The adapter is there.</summary>
    Nothing,

    /// <summary>An earlier adapter was made of the same: it comes back.</summary>
    Restore,

    /// <summary>Go on from the adapter that is there, on what is new to it.</summary>
    Increment,

    /// <summary>Train on everything from the start.</summary>
    Fresh,
}
