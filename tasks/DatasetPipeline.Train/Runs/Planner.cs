using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Train.Training;

namespace DatasetPipeline.Train.Runs;

/// <summary>
/// Decides what a training has to do, without torch: nothing where the adapter was made of the same; an earlier adapter where that
/// one was; an increment where records were added or changed and nothing else; else everything from the start.
/// </summary>
/// <param name="folders">Where adapters and checkpoints lie.</param>
/// <param name="lineage">What an adapter would be made of now.</param>
/// <param name="rows">The records now.</param>
/// <param name="seed">Where the choice of what is seen again comes from.</param>
/// <param name="options">What is asked for.</param>
/// <param name="kernels">Those that it would be trained with.</param>
internal sealed class Planner(TrainingFolders folders, Lineage lineage, RowHashes rows, int seed, PlanOptions options, string kernels)
{
    /// <exception cref="DiagnosticException">An increment is asked for and cannot be made (DSP9040), or nothing was interrupted (DSP9041).</exception>
    public TrainingPlan Plan()
    {
        var (present, problem) = AdapterRecord.Find(folders.Adapter, folders.Hashes);
        if (options.IsFresh)
            return Begin(PlanKind.Fresh, "--fresh", null);
        if (present is not null && IsOfNow(present) && !options.IsResumed && !options.IsIncrement)
            return new(PlanKind.Nothing, "") { Adapter = present };
        if (!options.IsResumed && !options.IsIncrement && folders.Store?.All.FirstOrDefault(IsOfNow) is { } earlier)
            return new(PlanKind.Restore, "an earlier training was of the same") { Adapter = earlier };

        var (increment, why) = FindIncrement(present, problem);
        if (options.IsIncrement && increment is null)
            throw new DiagnosticException(Codes.NoIncrement, $"an increment cannot be made: {why}; --fresh trains from the start", folders.Adapter);
        var plan = increment is null ? Begin(PlanKind.Fresh, why, null) : Begin(PlanKind.Increment, increment.Changes.ToString(), increment);
        if (options.IsResumed && plan.Done == 0)
            throw new DiagnosticException(Codes.NothingToResume, plan.Damaged.Count > 0 ? $"{CheckpointFolder.Said(plan.Damaged)} not as written, so there is nothing to go on from; leave --resume out" : "no training of this data, train.yaml and model was interrupted; leave --resume out", folders.Adapter);
        return plan;
    }

    private TrainingPlan Begin(PlanKind kind, string reason, Increment? increment)
    {
        var (done, damaged) = options.IsFresh ? (0, []) : new CheckpointFolder(folders.Checkpoints(lineage, increment, kernels)).LastWhole();
        return new(kind, reason) { Increment = increment, IsForced = options.IsFresh, Done = done, Damaged = damaged };
    }

    private bool IsOfNow(AdapterRecord adapter) =>
        JsonNode.DeepEquals(adapter.Inputs, lineage.Inputs)
        && (adapter.IsFresh || !options.IsOnlyFresh)
        && (adapter.IsReproducible || !options.IsReproducible);

    private (Increment? Increment, string Why) FindIncrement(AdapterRecord? present, string? problem)
    {
        if (present is null)
            return (null, Directory.Exists(folders.Adapter) ? $"the adapter cannot be gone on from: {problem}" : "there is no adapter yet");
        if (lineage.OtherThan(present) is { } other)
            return (null, other);
        if (options.IsReproducible && !present.IsReproducible)
            return (null, "the adapter is not of a reproducible run");
        if (RowHashes.TryRead(present.Folder) is not { } before)
            return (null, "the adapter does not say what it was trained on");
        var changes = rows.Since(before);
        if (changes.Removed.Count > 0)
            return (null, $"{changes}: what was learned of a record cannot be taken back");
        if (changes.Added.Count + changes.Changed.Count == 0)
            return (null, options.IsOnlyFresh && !present.IsFresh ? "the adapter is an increment, and here only one from the start will do" : "no record was added or changed");
        if (options.IsOnlyFresh)
            return (null, $"{changes}, and here only an adapter from the start will do");
        return (new(present, changes, Replayed(present, before, changes)), "");
    }

    // The same ones for the same parent, on every machine.
    private List<string> Replayed(AdapterRecord parent, RowHashes before, RowChanges changes)
    {
        var changed = changes.Changed.ToHashSet(StringComparer.Ordinal);
        return before.Hashes.Keys
            .Where(id => !changed.Contains(id))
            .OrderBy(id => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {parent.Run} {id}"))))
            .ThenBy(id => id, StringComparer.Ordinal)
            .Take((changes.Added.Count + changes.Changed.Count) * options.Replay)
            .Order(StringComparer.Ordinal)
            .ToList();
    }
}
