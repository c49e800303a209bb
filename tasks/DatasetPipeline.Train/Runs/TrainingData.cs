namespace DatasetPipeline.Train.Runs;

/// <summary>What a training is made of, hashed.</summary>
/// <param name="Rows">The train split.</param>
/// <param name="TestRows">The test split.</param>
/// <param name="Hashes">Of each row to train on.</param>
/// <param name="Lineage">Of all inputs.</param>
/// <param name="Files">What hashed them.</param>
internal sealed record TrainingData(IReadOnlyList<SwiftRow> Rows, IReadOnlyList<SwiftRow> TestRows, RowHashes Hashes, Lineage Lineage, FileHashes Files)
{
    /// <summary>The rows that an increment learns, in their order.</summary>
    public IReadOnlyList<SwiftRow> RowsOf(Increment increment)
    {
        var ids = increment.Changes.Added.Concat(increment.Changes.Changed).Concat(increment.Replayed).ToHashSet(StringComparer.Ordinal);
        return Rows.Where(row => ids.Contains(row.Id)).ToList();
    }
}
