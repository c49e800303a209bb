namespace DatasetPipeline.Train.Runs;

/// <summary>Replaces an adapter's folder as a whole: whoever looks sees the old one or the new one.</summary>
/// <param name="folder">The adapter's folder.</param>
internal sealed class AdapterFolder(string folder)
{
    private readonly string _next = folder + ".next";
    private readonly string _last = folder + ".last";

    /// <summary>Ends what a killed run had begun: a whole new adapter takes its place, half of one goes.</summary>
    public void Recover()
    {
        if (!Directory.Exists(folder) && File.Exists(Path.Combine(_next, Lineage.FileName)))
            Directory.Move(_next, folder);
        else if (!Directory.Exists(folder) && Directory.Exists(_last))
            Directory.Move(_last, folder);
        Clear();
    }

    /// <summary>An empty folder for the new adapter.</summary>
    public string Begin()
    {
        Clear();
        return Directory.CreateDirectory(_next).FullName;
    }

    /// <summary>Puts the new adapter in the old one's place; its lineage has been written.</summary>
    public void Commit()
    {
        if (Directory.Exists(folder))
            Directory.Move(folder, _last);
        Directory.Move(_next, folder);
        Clear();
    }

    /// <summary>Deletes what is unfinished.</summary>
    public void Clear()
    {
        foreach (var leftover in new[] { _next, _last }.Where(Directory.Exists))
            Directory.Delete(leftover, recursive: true);
    }
}
