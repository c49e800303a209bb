namespace DatasetPipeline.Captures;

/// <summary>What git has of a file.</summary>
/// <param name="IsTracked">Whether it is in the index.</param>
/// <param name="Commits">How many commits of any branch changed it.</param>
/// <param name="Blobs">The ids of its contents there and in the index.</param>
public sealed record GitTrace(bool IsTracked, int Commits, IReadOnlyList<string> Blobs)
{
    /// <summary>Null where there is no git, or no repository around the file.</summary>
    internal static GitTrace? Of(string path)
    {
        var (folder, name) = (Path.GetDirectoryName(path)!, "./" + Path.GetFileName(path));
        // A name is never a pattern.
        if (Git.Ask(folder, "--literal-pathspecs", "ls-files", "--stage", "-z", "--", name) is not { } index)
            return null;
        var log = Git.Ask(folder, "--literal-pathspecs", "log", "--all", "-m", "--raw", "--no-abbrev", "--no-renames", "--format=%H", "--", name) ?? "";
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var blobs = lines.Where(line => line[0] == ':').SelectMany(line => line.Split(' ', '\t').Skip(2).Take(2))
            .Concat(index.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split(' ')[1]))
            .Where(id => id.Trim('0').Length > 0);
        return new(index.Length > 0, lines.Where(line => line[0] != ':').Distinct(StringComparer.Ordinal).Count(), blobs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList());
    }
}
