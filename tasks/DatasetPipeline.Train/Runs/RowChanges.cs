using DatasetPipeline.Text;

namespace DatasetPipeline.Train.Runs;

/// <summary>What became of a dataset's records since an adapter was trained on it, by their ids.</summary>
/// <param name="Added">Those that were not there.</param>
/// <param name="Changed">Those whose text or picture is another.</param>
/// <param name="Removed">Those that are gone.</param>
public sealed record RowChanges(IReadOnlyList<string> Added, IReadOnlyList<string> Changed, IReadOnlyList<string> Removed)
{
    /// <summary>As in <c>1 record added, 2 changed</c>.</summary>
    public override string ToString() => string.Join(", ", new[] { (Added.Count, "added"), (Changed.Count, "changed"), (Removed.Count, "removed") }
        .Where(part => part.Count > 0)
        .Select((part, i) => i == 0 ? $"{Counted.Of(part.Count, "record")} {part.Item2}" : $"{part.Count} {part.Item2}")
        .DefaultIfEmpty("no record changed"));
}
