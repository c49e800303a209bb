using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Train.Runs;

/// <summary>Replaces an adapter's folder as a whole: whoever looks sees the old one or the new one.</summary>
/// <param name="folder">The adapter's folder.</param>
/// <param name="store">Where the old one goes; null to let it go.</param>
internal sealed class AdapterFolder(string folder, AdapterStore? store = null)
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
        try
        {
            return Directory.CreateDirectory(_next).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(Codes.OutputRefused, $"the adapter is made in {Shown.Value(Path.GetFileName(_next))} beside its place, and that cannot be written: {Shown.Clause(e.Message)}; make the folder writable, or name another one with --output", folder);
        }
    }

    /// <summary>Puts the new adapter in the old one's place; its lineage has been written.</summary>
    public void Commit()
    {
        if (Directory.Exists(folder))
            Directory.Move(folder, _last);
        Directory.Move(_next, folder);
        Clear();
    }

    /// <summary>Puts a copy of another adapter in the old one's place.</summary>
    public void Restore(string adapter)
    {
        var next = Begin();
        // The lineage comes last, so that half a copy is known for what it is.
        foreach (var file in Directory.GetFiles(adapter, "*", SearchOption.AllDirectories).OrderBy(file => Path.GetFileName(file) == Lineage.FileName))
        {
            var copy = Path.Combine(next, Path.GetRelativePath(adapter, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Commit();
    }

    /// <summary>Puts away what is unfinished and what has been replaced.</summary>
    public void Clear()
    {
        if (Directory.Exists(_next))
            Directory.Delete(_next, recursive: true);
        if (!Directory.Exists(_last))
            return;
        if (store is null)
            Directory.Delete(_last, recursive: true);
        else
            store.Take(_last);
    }
}
