using System.Security.Cryptography;
using System.Text;

namespace DatasetPipeline.Launcher;

/// <summary>SHA-256 over names and contents; times do not count, so that a checkout or a copy is not a change.</summary>
internal static class ContentHash
{
    /// <summary>The part of <see cref="OfSources"/> that is no project's own.</summary>
    public const string Rest = "rest";

    // What MSBuild takes from the environment and the tools' builds heed.
    private static readonly string[] Settings = ["TorchSharpBackend", "NetVipsRid"];

    /// <summary>Of all that goes into a tool's build: a hash for each project, and one for the rest.</summary>
    public static SortedDictionary<string, string> OfSources(Repository repository)
    {
        var parts = new SortedDictionary<string, IncrementalHash>(StringComparer.Ordinal) { [Rest] = IncrementalHash.CreateHash(HashAlgorithmName.SHA256) };
        foreach (var setting in Settings)
            Add(parts[Rest], $"{setting}={Environment.GetEnvironmentVariable(setting)}");
        foreach (var file in repository.Sources())
        {
            var name = Path.GetRelativePath(repository.Root, file).Replace('\\', '/');
            var part = name.Split('/') is ["tasks", var project, _, ..] ? project : Rest;
            if (!parts.TryGetValue(part, out var hash))
                parts[part] = hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Add(hash, name);
            AddContent(hash, file);
        }

        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (part, hash) in parts)
        {
            hashes[part] = Text(hash);
            hash.Dispose();
        }

        return hashes;
    }

    /// <summary>
    /// Of a build's output: the content of the house's own files, of the others (libtorch is half a gigabyte) only the
    /// name and the size. Another build over it, a clean or a lost file shows.
    /// </summary>
    public static string OfOutput(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        foreach (var file in files)
        {
            Add(hash, Path.GetRelativePath(folder, file).Replace('\\', '/'));
            if (Path.GetFileName(file).StartsWith("DatasetPipeline.", StringComparison.Ordinal))
                AddContent(hash, file);
            else
                Add(hash, new FileInfo(file).Length.ToString());
        }

        return Text(hash);
    }

    private static void Add(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));

    private static void AddContent(IncrementalHash hash, string file)
    {
        var bytes = File.ReadAllBytes(file);
        Add(hash, bytes.Length.ToString());
        hash.AppendData(bytes);
    }

    private static string Text(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
