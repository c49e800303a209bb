using System.Security.Cryptography;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Yaml;

/// <summary>A YAML file that was read: its map of keys, empty where the file is not YAML, and what was found wrong.</summary>
/// <param name="Path">The file's absolute path.</param>
/// <param name="Root">Its keys and values.</param>
/// <param name="Diagnostics">What stands against it as YAML; a file with an error here has no meaning to check.</param>
public sealed record YamlFile(string Path, YamlMap Root, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>SHA-256 of the bytes that were read; null where none were.</summary>
    public byte[]? Hash { get; init; }

    /// <summary>Whether its keys are known: nothing more can be said about a file that is not YAML.</summary>
    public bool IsReadable => Root.Entries.Count > 0 || Diagnostics.All(diagnostic => diagnostic.Severity != Severity.Error);

    /// <summary>Reads a file; one that cannot be read is a finding, too.</summary>
    public static YamlFile Read(string path)
    {
        try
        {
            var size = RegularFile.LengthOf(path);
            if (size > YamlReader.MaxBytes)
                return YamlReader.TooLarge(path, size);
            if (size == 0 && !RegularFile.IsEmptyFile(path))
                return new(path, YamlMap.Empty, [new(Codes.FileUnreadable, "this is a pipe, a device or a socket and no file; put a YAML file in its place", path)]);
            var bytes = size == 0 ? [] : RegularFile.ReadAll(path, YamlReader.MaxBytes);
            return YamlReader.Read(path, bytes) with { Hash = SHA256.HashData(bytes) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(path, YamlMap.Empty, [new(Codes.FileUnreadable, Directory.Exists(path) ? "this is a folder; put a YAML file in its place" : Shown.Line(e.Message), path)]);
        }
    }
}
