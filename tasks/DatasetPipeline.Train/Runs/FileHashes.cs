using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DatasetPipeline.Builds;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Train.Runs;

/// <summary>
/// The SHA-256 of files. Content decides; only a checkpoint's weights, which are gigabytes that nobody edits by hand, are taken for
/// what they were as long as their length and times are the same.
/// </summary>
/// <param name="cache">Where the hashes of large files are kept; null to keep none.</param>
internal sealed class FileHashes(string? cache)
{
    // So many bytes are hashed in a tenth of a second.
    private const long Large = 64 << 20;

    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);

    /// <summary>In lower case; empty where there is no file.</summary>
    public string Of(string path)
    {
        if (!_hashes.TryGetValue(path, out var hash))
            _hashes[path] = hash = Find(path);
        return hash;
    }

    private string Find(string path)
    {
        if (!File.Exists(path))
            return "";
        var length = RegularFile.LengthOf(path);
        if (length == 0)
            return Convert.ToHexStringLower(SHA256.HashData([]));
        if (length < Large || cache is null)
            return Sha256(path);

        // The name is of all that the file is known by.
        var file = new FileInfo(path);
        var known = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFullPath(path)}\n{length}\n{file.LastWriteTimeUtc.Ticks}\n{file.ResolveLinkTarget(returnFinalTarget: true)?.LastWriteTimeUtc.Ticks}");
        var kept = Path.Combine(cache, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(known)))[..32] + ".sha256");
        if (File.Exists(kept) && File.ReadAllText(kept) is { Length: 2 * SHA256.HashSizeInBytes } before)
            return before;
        var hash = Sha256(path);
        WholeFile.WriteIfDifferent(kept, Encoding.ASCII.GetBytes(hash));
        return hash;
    }

    /// <summary>Of one file, which is there and holds something.</summary>
    public static string Sha256(string path)
    {
        using var stream = RegularFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
