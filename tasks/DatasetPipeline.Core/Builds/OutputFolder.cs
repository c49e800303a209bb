using System.IO.Enumeration;
using System.Security.Cryptography;

namespace DatasetPipeline.Builds;

/// <summary>The folder that training reads: JSONL, summary.json and images/.</summary>
internal sealed class OutputFolder(string folder)
{
    private const string Images = "images";

    // Looked at once: ten thousand questions to the file system take longer than one list.
    private readonly Lazy<Dictionary<string, long>> _pictures = new(() => LengthsIn(Path.Combine(folder, Images)));

    public string PathOfPicture(string name) => Path.Combine(folder, Images, name);

    /// <summary>A picture's path as rows have it, relative to the JSONL.</summary>
    public static string RowPath(string pictureName) => $"{Images}/{pictureName}";

    /// <summary>How many bytes a picture had when this was first asked; null where it was not there.</summary>
    public long? LengthOfPicture(string name) => _pictures.Value.TryGetValue(name, out var length) ? length : null;

    public void TakePicture(string from, string name)
    {
        Directory.CreateDirectory(Path.Combine(folder, Images));
        File.Move(from, PathOfPicture(name), overwrite: true);
    }

    /// <summary>Writes the files that differ and deletes what no record has any more.</summary>
    /// <returns>Each file's name and the hash of its content, as <see cref="Hold"/> takes them.</returns>
    public SortedDictionary<string, string> Write(IReadOnlyDictionary<string, byte[]> files, IReadOnlySet<string> pictures)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, content) in files)
        {
            WholeFile.WriteIfDifferent(Path.Combine(folder, name), content);
            hashes[name] = Convert.ToHexStringLower(SHA256.HashData(content));
        }

        foreach (var name in FilesOfOurs().Where(name => !files.ContainsKey(name)))
            File.Delete(Path.Combine(folder, name));
        foreach (var name in _pictures.Value.Keys.Where(name => !pictures.Contains(name)))
            File.Delete(PathOfPicture(name));
        return hashes;
    }

    /// <summary>Deletes pictures, and the files whose rows name them before: nobody trains on half a dataset.</summary>
    /// <returns>Whether there was such a picture.</returns>
    public bool Withdraw(Predicate<string> isGone)
    {
        var gone = _pictures.Value.Keys.Where(name => isGone(name)).ToList();
        foreach (var path in gone.Count == 0 ? [] : FilesOfOurs().Select(name => Path.Combine(folder, name)).ToList().Concat(gone.Select(PathOfPicture)))
            File.Delete(path);
        return gone.Count > 0;
    }

    /// <summary>Whether the outputs are there, unchanged, and no others: files by their hash, pictures, which their names are hashes for, by their length.</summary>
    public bool Hold(IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, PictureFacts> pictures) =>
        FilesOfOurs().ToHashSet(StringComparer.Ordinal).SetEquals(files.Keys)
        && _pictures.Value.Count == pictures.Count
        && pictures.All(picture => LengthOfPicture(picture.Key) == picture.Value.Length)
        && files.All(file => HashOf(file.Key) == file.Value);

    private string HashOf(string name)
    {
        using var file = File.OpenRead(Path.Combine(folder, name));
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    // What somebody else put beside the outputs stays.
    private IEnumerable<string> FilesOfOurs() => LengthsIn(folder).Keys.Where(name => name == DatasetBuild.SummaryFile
        || name.EndsWith(".jsonl", StringComparison.Ordinal)
        || name.EndsWith(WholeFile.Unfinished, StringComparison.Ordinal));

    private static Dictionary<string, long> LengthsIn(string folder) => Directory.Exists(folder)
        ? new FileSystemEnumerable<(string Name, long Length)>(folder, (ref entry) => (entry.FileName.ToString(), entry.Length), new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
        }.ToDictionary(file => file.Name, file => file.Length, StringComparer.Ordinal)
        : [];
}
