using System.Globalization;
using System.Security.Cryptography;

namespace DatasetPipeline.Builds;

/// <summary>The folder that training reads: JSONL, summary.json and images/.</summary>
internal sealed class OutputFolder(string folder)
{
    private const string Images = "images";

    public string PathOfPicture(string name) => Path.Combine(folder, Images, name);

    /// <summary>A picture's path as rows have it, relative to the JSONL.</summary>
    public static string RowPath(string pictureName) => $"{Images}/{pictureName}";

    public void TakePicture(string from, string name)
    {
        Directory.CreateDirectory(Path.Combine(folder, Images));
        File.Move(from, PathOfPicture(name), overwrite: true);
    }

    /// <summary>Writes the files that differ and deletes what no record has any more.</summary>
    /// <returns>Each output's path and its mark, as <see cref="Hold"/> takes them.</returns>
    public SortedDictionary<string, string> Write(IReadOnlyDictionary<string, byte[]> files, IEnumerable<string> pictures)
    {
        var outputs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var picture in pictures)
            outputs[RowPath(picture)] = MarkOf(RowPath(picture));
        foreach (var (name, content) in files)
        {
            WholeFile.WriteIfDifferent(Path.Combine(folder, name), content);
            outputs[name] = MarkOf(name);
        }

        foreach (var path in Ours().Where(path => !outputs.ContainsKey(path)))
            File.Delete(Path.Combine(folder, path));
        return outputs;
    }

    /// <summary>Whether the outputs are there, unchanged, and no others.</summary>
    public bool Hold(IReadOnlyDictionary<string, string> outputs)
    {
        var ours = Ours().ToHashSet(StringComparer.Ordinal);
        return ours.Count == outputs.Count && outputs.All(output => ours.Contains(output.Key) && MarkOf(output.Key) == output.Value);
    }

    /// <summary>What an output's content is known by: its hash, and of a picture, which its name is a hash for, the length alone.</summary>
    public string MarkOf(string path)
    {
        using var file = File.OpenRead(Path.Combine(folder, path));
        return path.StartsWith($"{Images}/", StringComparison.Ordinal)
            ? file.Length.ToString(CultureInfo.InvariantCulture)
            : Convert.ToHexStringLower(SHA256.HashData(file));
    }

    // What somebody else put beside the outputs stays.
    private IEnumerable<string> Ours()
    {
        if (!Directory.Exists(folder))
            return [];
        var here = Directory.EnumerateFiles(folder)
            .Select(path => Path.GetFileName(path))
            .Where(name => name == DatasetBuild.SummaryFile
                || name.EndsWith(".jsonl", StringComparison.Ordinal)
                || name.EndsWith(WholeFile.Unfinished, StringComparison.Ordinal));
        var images = Path.Combine(folder, Images);
        return Directory.Exists(images)
            ? here.Concat(Directory.EnumerateFiles(images).Select(path => RowPath(Path.GetFileName(path))))
            : here;
    }
}
