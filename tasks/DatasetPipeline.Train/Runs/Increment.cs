using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Train.Runs;

/// <summary>A training that goes on from an adapter, on what is new to it and some of what it knows.</summary>
/// <param name="Parent">The adapter that it begins as.</param>
/// <param name="Changes">What is new.</param>
/// <param name="Replayed">The ids of those that it has seen and sees again, so that it does not forget them.</param>
internal sealed record Increment(AdapterRecord Parent, RowChanges Changes, IReadOnlyList<string> Replayed)
{
    /// <summary>What was learned from, in words: all records from the start, or the last of them by an increment.</summary>
    /// <param name="increment">The increment; null from the start.</param>
    /// <param name="records">All records.</param>
    /// <param name="samples">Those of this training.</param>
    /// <param name="steps">Its steps.</param>
    public static string Trained(Increment? increment, int records, int samples, int steps) => increment is null
        ? $"on {Counted.Of(records, "record")} in {Counted.Of(steps, "step")}"
        : $"on {Counted.Of(records, "record")}, by an increment on run {increment.Parent.Run[..12]} ({increment.Changes}) of {Counted.Of(samples, "record")} in {Counted.Of(steps, "step")}";

    /// <summary>The increment that made an adapter, to be made again.</summary>
    /// <exception cref="DiagnosticException">What it went on from is not kept any more (DSP9042).</exception>
    public static Increment Again(AdapterRecord adapter, RowHashes rows, AdapterStore? store)
    {
        var parent = store?.Find(adapter.Parents[^1]);
        if (parent is null || RowHashes.TryRead(parent.Folder) is not { } before)
            throw new DiagnosticException(Codes.NothingToVerify, $"the adapter is an increment on run {adapter.Parents[^1][..12]}, {(store?.ProblemOf(adapter.Parents[^1]) is { } harm ? $"of which {harm}" : "which is not kept here any more")}; train from the start with --fresh", adapter.Folder);
        return new(parent, rows.Since(before), [.. adapter.Json["replayed"]!.AsArray().Select(id => (string)id!)]);
    }
}
