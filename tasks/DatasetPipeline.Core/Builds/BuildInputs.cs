using System.Security.Cryptography;
using System.Text;
using DatasetPipeline.Duplicates;
using DatasetPipeline.Formats;
using DatasetPipeline.Images;
using DatasetPipeline.Privacy;
using DatasetPipeline.Records;
using DatasetPipeline.Schemas;
using DatasetPipeline.Tokens;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Builds;

/// <summary>
/// Everything that a build's result depends on, hashed. Content decides and not timestamps: an edit that keeps an old time is
/// seen, a touch is not.
/// </summary>
/// <param name="Files">What lies under images/.</param>
/// <param name="PictureHashes">SHA-256 of each picture's file, by its path relative to images/.</param>
/// <param name="YamlHashes">SHA-256 of dataset.yaml and of each record's file, by its absolute path.</param>
/// <param name="SettingsKey">What the findings in a record depend on beside its file: schemas and dataset.yaml.</param>
/// <param name="Key">The hash of all inputs but the model.</param>
internal sealed record BuildInputs(
    DatasetFiles Files, IReadOnlyDictionary<string, byte[]> PictureHashes, IReadOnlyDictionary<string, byte[]> YamlHashes, string SettingsKey, string Key)
{
    // Weights make no difference to a token, and are large.
    private static readonly string[] ModelFiles = ["*.json", "*.txt", "*.jinja"];

    public static BuildInputs Read(BuildOptions options, CancellationToken cancellation)
    {
        var files = DatasetFiles.List(options.Folder, options.Changed);
        string[] paths =
        [
            Path.Combine(options.Folder, "dataset.yaml"),
            Path.Combine(options.Folder, "train.yaml"),
            .. files.Records.Concat(files.Pictures).Select(files.FullPath),
        ];
        var hashes = HashAll(paths, cancellation);
        var yaml = paths.Zip(hashes).Take(2 + files.Records.Count).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        var pictures = files.Pictures.Zip(hashes.Skip(2 + files.Records.Count)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

        var key = new List<string>
        {
            $"versions {DatasetBuild.Version} {Pictures.Version} {RowFormats.Version} {TokenCounter.Version} {CleanFiles.Version} {DrawnMarks.Version} {Fingerprint.Version} {PicturePrivacy.Version}",
            $"schemas {Hash(SchemaFile.Bytes("record"))} {Hash(SchemaFile.Bytes("dataset"))} {Hash(SchemaFile.Bytes("train"))}",
            $"formats {string.Join(' ', options.Formats)}",
            // Findings hold absolute paths.
            $"folder {options.Folder}",
        };
        key.AddRange(files.Others);
        key.AddRange(files.Diagnostics.Select(diagnostic => diagnostic.ToString()));
        key.AddRange(paths.Zip(hashes, (path, hash) => $"{Convert.ToHexString(hash)} {path}"));
        var settings = $"{Hash(SchemaFile.Bytes("record"))} {Hash(SchemaFile.Bytes("dataset"))} {Hash(SchemaFile.Bytes("train"))} {Convert.ToHexString(hashes[0])}";
        return new(files, pictures, yaml, settings, Hash(Encoding.UTF8.GetBytes(string.Join('\n', key))));
    }

    /// <summary>The hash of all inputs.</summary>
    public string KeyWith(string? modelFolder) => modelFolder is null ? Key : $"{Key}-{HashModel(modelFolder)}";

    /// <summary>The hash of those files of a model that decide its tokens.</summary>
    public static string HashModel(string folder)
    {
        if (!Directory.Exists(folder))
            return "";
        var paths = ModelFiles.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).Order(StringComparer.Ordinal).ToArray();
        var hashes = HashAll(paths, CancellationToken.None);
        return Hash(Encoding.UTF8.GetBytes(string.Join('\n', paths.Zip(hashes, (path, hash) => $"{Convert.ToHexString(hash)} {Path.GetFileName(path)}"))));
    }

    private static byte[][] HashAll(string[] paths, CancellationToken cancellation)
    {
        var hashes = new byte[paths.Length][];
        Parallel.For(0, paths.Length, new ParallelOptions { CancellationToken = cancellation }, i => hashes[i] = HashFile(paths[i]));
        return hashes;
    }

    // A file that is not there, or cannot be read, is reported where it is used.
    private static byte[] HashFile(string path)
    {
        try
        {
            if (!File.Exists(path))
                return new byte[SHA256.HashSizeInBytes];
            if (RegularFile.LengthOf(path) == 0)
                return RegularFile.IsEmptyFile(path) ? SHA256.HashData([]) : new byte[SHA256.HashSizeInBytes];
            using var content = RegularFile.Open(path);
            return SHA256.HashData(content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new byte[SHA256.HashSizeInBytes];
        }
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
