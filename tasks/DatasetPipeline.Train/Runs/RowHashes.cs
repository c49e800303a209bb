using System.Security.Cryptography;
using System.Text;

namespace DatasetPipeline.Train.Runs;

/// <summary>
/// What each record was when an adapter was trained on it: the SHA-256 of its row and of its pictures, by its id. Kept beside the
/// adapter, so that a later run knows which records are new to it.
/// </summary>
/// <param name="Hashes">In ordinal order of the ids.</param>
public sealed record RowHashes(IReadOnlyDictionary<string, string> Hashes)
{
    /// <summary>The file beside the adapter.</summary>
    public const string FileName = "records.txt";

    /// <summary>The hash of everything: it names the data.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text())));

    /// <summary>Hashes rows; each picture is read once.</summary>
    internal static RowHashes Of(IReadOnlyList<SwiftRow> rows, FileHashes files)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var text = new StringBuilder();
            foreach (var message in row.Messages)
                text.Append(message.Role).Append('\0').Append(message.Content).Append('\0');
            foreach (var image in row.Images)
                text.Append(files.Of(image)).Append('\0');
            hashes[row.Id] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }

        return new(hashes);
    }

    /// <summary>What an adapter's folder keeps; null where it keeps nothing, or no such file.</summary>
    public static RowHashes? TryRead(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            if (line.Length < HashLength + 2 || line[HashLength] != ' ')
                return null;
            hashes[line[(HashLength + 1)..]] = line[..HashLength];
        }

        return new(hashes);
    }

    /// <summary>Writes the file.</summary>
    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), Text());

    /// <summary>What these are to those of an earlier run.</summary>
    public RowChanges Since(RowHashes earlier) => new(
        Hashes.Keys.Where(id => !earlier.Hashes.ContainsKey(id)).ToList(),
        Hashes.Where(row => earlier.Hashes.TryGetValue(row.Key, out var hash) && hash != row.Value).Select(row => row.Key).ToList(),
        earlier.Hashes.Keys.Where(id => !Hashes.ContainsKey(id)).ToList());

    private const int HashLength = 2 * SHA256.HashSizeInBytes;

    // An id has no line break in it: it is safe as a file's name.
    private string Text() => string.Concat(Hashes.Select(row => $"{row.Value} {row.Key}\n"));
}
