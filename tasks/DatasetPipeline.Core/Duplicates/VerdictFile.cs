using System.Globalization;
using System.Text;
using DatasetPipeline.Builds;

namespace DatasetPipeline.Duplicates;

/// <summary>What comparisons said, by the SHA-256 of the pictures' files: a line of text a pair.</summary>
/// <param name="Key">The hash of all the pictures that were looked at, and of their groups.</param>
/// <param name="Compared">The pairs that were compared; null where the two are not alike.</param>
/// <param name="Alike">The pairs that show the same; null where they have the same pixels; one with itself where several files have its bytes.</param>
internal sealed record VerdictFile(
    string Key,
    IReadOnlyDictionary<(string First, string Second), TileMatch?> Compared,
    IReadOnlyDictionary<(string First, string Second), Likeness?> Alike)
{
    private const string InPlace = "in-place";

    private static readonly string Head = string.Create(CultureInfo.InvariantCulture, $"likeness {Fingerprint.Version}");

    public static VerdictFile Empty { get; } = new("", new Dictionary<(string, string), TileMatch?>(), new Dictionary<(string, string), Likeness?>());

    /// <summary>The file's verdicts; none where there is no file, or none that this version wrote.</summary>
    public static VerdictFile Read(string? path)
    {
        if (path is null || !File.Exists(path) || File.ReadAllLines(path) is not [var head, var key, .. var lines, "end"] || head != Head)
            return Empty;
        var compared = new Dictionary<(string, string), TileMatch?>();
        var alike = new Dictionary<(string, string), Likeness?>();
        foreach (var line in lines)
        {
            switch (line.Split(' '))
            {
                case [var first, var second, "differ"]:
                    compared[(first, second)] = null;
                    break;
                case [var first, var second, "same"]:
                    alike[(first, second)] = null;
                    break;
                case [var first, var second, "alike", var share, var whole, var right, var down, var scale]:
                    alike[(first, second)] = LikenessOf(share, whole, right, down, scale);
                    break;
                case [var first, var second, var place, var share, var whole, var right, var down, var scale, var tiles]:
                    compared[(first, second)] = new(LikenessOf(share, whole, right, down, scale), place == InPlace, tiles);
                    break;
                default:
                    return Empty;
            }
        }

        return new(key, compared, alike);
    }

    public void Write(string path)
    {
        var lines = Compared
            .Select(pair => $"{pair.Key.First} {pair.Key.Second} {(pair.Value is { } match ? $"{(match.IsInPlace ? InPlace : "moved")} {Text(match.Likeness)} {match.Tiles}" : "differ")}\n")
            .Concat(Alike.Select(pair => $"{pair.Key.First} {pair.Key.Second} {(pair.Value is { } likeness ? $"alike {Text(likeness)}" : "same")}\n"))
            .Order(StringComparer.Ordinal);
        WholeFile.WriteIfDifferent(path, Encoding.ASCII.GetBytes($"{Head}\n{Key}\n{string.Concat(lines)}end\n"));
    }

    private static string Text(Likeness likeness) => string.Create(CultureInfo.InvariantCulture, $"{likeness.Share:r} {likeness.Whole:r} {likeness.Right} {likeness.Down} {likeness.Scale:r}");

    private static Likeness LikenessOf(string share, string whole, string right, string down, string scale) => new(Number(share), Number(whole), (int)Number(right), (int)Number(down), Number(scale));

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
