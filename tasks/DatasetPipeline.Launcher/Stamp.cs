namespace DatasetPipeline.Launcher;

/// <summary>What the launcher remembers of its last build.</summary>
/// <param name="Assembly">The tool's dll, relative to the root.</param>
/// <param name="Output">The hash of its folder.</param>
/// <param name="Sources">The hash of each part of the sources.</param>
internal sealed record Stamp(string Assembly, string Output, SortedDictionary<string, string> Sources)
{
    private const string Separator = "  ";

    /// <summary>Null where there is none, or none that can be read.</summary>
    public static Stamp? Read(string path)
    {
        if (!File.Exists(path) || File.ReadAllLines(path) is not [var assembly, var output, .. var lines])
            return null;
        var sources = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.Split(Separator) is not [var hash, var part])
                return null;
            sources[part] = hash;
        }

        return new Stamp(assembly, output, sources);
    }

    public void Write(string path)
    {
        var lines = new List<string> { Assembly, Output };
        foreach (var (part, hash) in Sources)
            lines.Add(hash + Separator + part);
        File.WriteAllLines(path + ".tmp", lines);
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>The parts that are not as they were.</summary>
    public List<string> Changed(SortedDictionary<string, string> now)
    {
        var changed = new List<string>();
        foreach (var part in new SortedSet<string>([.. now.Keys, .. Sources.Keys], StringComparer.Ordinal))
        {
            if (now.GetValueOrDefault(part) != Sources.GetValueOrDefault(part))
                changed.Add(part);
        }

        return changed;
    }
}
