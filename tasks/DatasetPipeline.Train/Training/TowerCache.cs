using System.Security.Cryptography;
using System.Text;
using DatasetPipeline.Builds;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Train.Runs;
using TorchSharp;

namespace DatasetPipeline.Train.Training;

/// <summary>
/// What a frozen tower sees in pictures, kept in files: each picture goes through the tower once, and epochs, increments and later
/// runs read what came out. A file's name is the hash of all that made it, kernels and threads too, so that a run with the cache
/// ends in the bits of one without; the hash of what it holds lies beside it.
/// </summary>
/// <param name="folder">Under obj/.</param>
/// <param name="maker">The model and its type, the kernels and the threads.</param>
/// <param name="limit">The bytes that all files may have together.</param>
internal sealed class TowerCache(string folder, string maker, long limit)
{
    /// <summary>Raised by hand when the same picture, model and kernels give another result.</summary>
    private const int Version = 1;

    private const string Extension = ".seen";
    private const string Embeddings = "embeddings";
    private const string Deepstack = "deepstack.";

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Pictures that earlier runs had seen, each counted once.</summary>
    public int Known { get; private set; }

    /// <summary>What the tower sees in a picture.</summary>
    /// <param name="picture">Its file.</param>
    /// <param name="files">What hashes it.</param>
    /// <param name="see">Looks.</param>
    public VisionFeatures Find(string picture, FileHashes files, Func<VisionFeatures> see)
    {
        var path = Path.Combine(folder, NameOf(files.Of(picture)));
        var isFirst = _asked.Add(path);
        if (TryRead(path) is { } known)
        {
            Known += isFirst ? 1 : 0;
            return known;
        }

        var seen = see();
        try
        {
            Write(path, seen);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be kept is seen again another time.
        }

        return seen;
    }

    /// <summary>Deletes those that were used longest ago, until the rest is under the limit.</summary>
    public void Prune()
    {
        if (!Directory.Exists(folder))
            return;
        var left = 0L;
        foreach (var file in new DirectoryInfo(folder).GetFiles("*" + Extension).OrderByDescending(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal))
        {
            left += file.Length;
            if (left <= limit)
                continue;
            file.Delete();
            File.Delete(HashFile(file.FullName));
        }

        foreach (var unfinished in Directory.GetFiles(folder, "*.tmp"))
            File.Delete(unfinished);
    }

    private string NameOf(string pictureHash) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Version} {maker} {pictureHash}")))[..40] + Extension;

    private static VisionFeatures? TryRead(string path)
    {
        try
        {
            if (!File.Exists(path) || !File.Exists(HashFile(path)) || File.ReadAllText(HashFile(path)) != FileHashes.Sha256(path))
                return null;
            // Its time says when it was used last.
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            using var file = SafetensorsFile.Open(path);
            var deepstack = file.Entries.Keys.Count(name => name.StartsWith(Deepstack, StringComparison.Ordinal));
            return new(Read(Embeddings), [.. Enumerable.Range(0, deepstack).Select(i => Read($"{Deepstack}{i}"))]);

            torch.Tensor Read(string name) => file.Read(name);
        }
        catch (Exception e) when (e is DiagnosticException or IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            // It is made again.
            return null;
        }
    }

    private static void Write(string path, VisionFeatures seen)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        SafetensorsWriter.Write(path, seen.Deepstack.Select((layer, i) => KeyValuePair.Create($"{Deepstack}{i}", layer)).Append(new(Embeddings, seen.Embeddings)));
        WholeFile.WriteIfDifferent(HashFile(path), Encoding.ASCII.GetBytes(FileHashes.Sha256(path)));
    }

    private static string HashFile(string path) => Path.ChangeExtension(path, ".sha256");
}
