using System.Security.Cryptography;
using System.Text;

namespace DatasetPipeline.Launcher;

/// <summary>SHA-256 over names and contents; times do not count, so that a checkout or a copy is not a change.</summary>
internal static class ContentHash
{
    // What MSBuild takes from the environment and the trainer's build heeds.
    private static readonly string[] Settings = ["TorchSharpBackend", "NetVipsRid"];

    /// <summary>Of all that goes into the trainer's build.</summary>
    public static string OfSources(Repository repository)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var setting in Settings)
            Add(hash, $"{setting}={Environment.GetEnvironmentVariable(setting)}");
        foreach (var file in repository.Sources())
        {
            Add(hash, Path.GetRelativePath(repository.Root, file).Replace('\\', '/'));
            AddContent(hash, file);
        }

        return Text(hash);
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
