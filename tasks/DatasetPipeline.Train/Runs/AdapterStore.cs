namespace DatasetPipeline.Train.Runs;

/// <summary>
/// The last adapters of a dataset, by their runs: what a change was trained on comes back at once when the change is undone, and
/// increments can be followed to where they began.
/// </summary>
/// <param name="folder">Under obj/.</param>
/// <param name="hashes">Where hashes of large files are kept.</param>
internal sealed class AdapterStore(string folder, string hashes)
{
    // Beside those that the present one goes on from.
    private const int MostOthers = 4;

    /// <summary>Every whole adapter that is kept, in order of runs.</summary>
    public IEnumerable<AdapterRecord> All => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(adapter => AdapterRecord.TryRead(adapter, hashes)).OfType<AdapterRecord>()
        : [];

    /// <summary>The adapter of a run, if it is kept and whole.</summary>
    public AdapterRecord? Find(string run) => AdapterRecord.TryRead(FolderOf(run), hashes) is { } found && found.Run == run ? found : null;

    /// <summary>What is wrong with the adapter of a run that is kept; null where it is whole, or not kept.</summary>
    public string? ProblemOf(string run) => Directory.Exists(FolderOf(run)) ? AdapterRecord.Find(FolderOf(run)).Problem : null;

    /// <summary>Takes an adapter's folder, which is gone from where it was.</summary>
    public void Take(string adapter)
    {
        if (AdapterRecord.TryRead(adapter, hashes) is { } whole && !Directory.Exists(FolderOf(whole.Run)))
        {
            Directory.CreateDirectory(folder);
            Directory.Move(adapter, FolderOf(whole.Run));
        }
        else
        {
            Directory.Delete(adapter, recursive: true);
        }
    }

    /// <summary>Lets go of the oldest ones that nothing goes on from.</summary>
    public void Prune(AdapterRecord? present)
    {
        if (!Directory.Exists(folder))
            return;
        var needed = (present?.Parents ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var old in Directory.GetDirectories(folder)
            .Where(path => !needed.Contains(Path.GetFileName(path)))
            .OrderByDescending(path => File.GetLastWriteTimeUtc(Path.Combine(path, Lineage.FileName)))
            .ThenBy(path => path, StringComparer.Ordinal)
            .Skip(MostOthers)
            .ToList())
        {
            Directory.Delete(old, recursive: true);
        }
    }

    // A run is a hash, so its name is no path; what a file says is not believed.
    private string FolderOf(string run) => Path.Combine(folder, Path.GetFileName(run));
}
