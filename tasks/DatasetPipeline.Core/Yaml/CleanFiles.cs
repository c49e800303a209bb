using System.Security.Cryptography;
using System.Text;
using DatasetPipeline.Builds;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Yaml;

/// <summary>
/// The YAML files in which an earlier build found nothing wrong, each known by its content: they are neither parsed nor checked
/// again.
/// </summary>
internal sealed class CleanFiles
{
    /// <summary>Raised by hand when YAML is read otherwise, or when a rule about one record finds more than it did.</summary>
    public const int Version = 7;

    private readonly string _path;
    private readonly byte[] _key;
    private readonly Dictionary<string, (byte[] Hash, int Start, int Length)> _entries = new(StringComparer.Ordinal);
    private readonly byte[] _file = [];

    /// <summary>What a file holds; nothing where it is of another version, of other settings, or damaged.</summary>
    /// <param name="path">The cache's file.</param>
    /// <param name="key">What the findings depend on beside a file: schemas and settings.</param>
    public CleanFiles(string path, string key)
    {
        _path = path;
        _key = SHA256.HashData(Encoding.UTF8.GetBytes($"{Version} {key}"));
        if (!File.Exists(path) || RegularFile.LengthOf(path) == 0)
            return;
        var file = File.ReadAllBytes(path);
        // The hash of all else stands in front, so that no damage goes unseen.
        if (file.Length < 64 || !SHA256.HashData(file.AsSpan(32)).AsSpan().SequenceEqual(file.AsSpan(0, 32)) || !_key.AsSpan().SequenceEqual(file.AsSpan(32, 32)))
            return;

        using var reader = new BinaryReader(new MemoryStream(file, 64, file.Length - 64));
        var start = 64 + reader.ReadInt32();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (name, hash, length) = (reader.ReadString(), reader.ReadBytes(SHA256.HashSizeInBytes), reader.ReadInt32());
            _entries[name] = (hash, start, length);
            start += length;
        }

        _file = file;
    }

    /// <summary>Whether a file with this content is known to have nothing wrong in it.</summary>
    public bool Holds(string path, byte[] hash) => _entries.TryGetValue(path, out var entry) && entry.Hash.AsSpan().SequenceEqual(hash);

    /// <summary>A file, if it has this content; null where something is wrong in it, or nothing is known.</summary>
    public YamlFile? Find(string path, byte[] hash) => Holds(path, hash)
        ? new(path, (YamlMap)YamlTree.Read(new(new MemoryStream(_file, _entries[path].Start, _entries[path].Length))), []) { Hash = hash }
        : null;

    /// <summary>Keeps these files, in which nothing was found, and no others.</summary>
    public void Save(IEnumerable<YamlFile> clean)
    {
        using var table = new MemoryStream();
        using var trees = new MemoryStream();
        var (tableWriter, treeWriter) = (new BinaryWriter(table), new BinaryWriter(trees));
        var count = 0;
        foreach (var file in clean)
        {
            var start = (int)trees.Length;
            if (_entries.TryGetValue(file.Path, out var known) && known.Hash.AsSpan().SequenceEqual(file.Hash))
                trees.Write(_file, known.Start, known.Length);
            else
                YamlTree.Write(treeWriter, file.Root);
            tableWriter.Write(file.Path);
            tableWriter.Write(file.Hash!);
            tableWriter.Write((int)trees.Length - start);
            count++;
        }

        byte[] content = [.. _key, .. BitConverter.GetBytes((2 * sizeof(int)) + (int)table.Length), .. BitConverter.GetBytes(count), .. table.ToArray(), .. trees.ToArray()];
        WholeFile.WriteIfDifferent(_path, [.. SHA256.HashData(content), .. content]);
    }
}
