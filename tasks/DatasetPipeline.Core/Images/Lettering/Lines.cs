using System.Text;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Images.Lettering;

/// <summary>
/// A text broken into lines: at spaces, between Chinese characters but never before a closing mark or after an opening one,
/// and within a word only where it is longer than a line.
/// </summary>
internal static class Lines
{
    private const string NeverFirst = "，。、；：？！）」』】》〉”’％,.;:?!)]}%…—·～";
    private const string NeverLast = "（「『【《〈“‘([{￥$¥€£";

    /// <summary>Letters above this are set without spaces between words and may be parted anywhere.</summary>
    private const int FirstIdeograph = 0x2E80;

    /// <summary>What of a text the font has no glyph for, each once.</summary>
    public static IEnumerable<Rune> Unknown(string text) =>
        Composed(text).EnumerateRunes().Where(rune => !IsBreak(rune) && Font.Instance.GlyphOf(rune.Value) == 0).Distinct();

    /// <summary>The text with an empty square for each character that the font has no glyph for: <see cref="Unknown"/> is empty for it.</summary>
    public static string Drawable(string text)
    {
        var drawable = new StringBuilder(text.Length);
        foreach (var rune in Composed(text).EnumerateRunes())
            drawable.Append(IsBreak(rune) || Font.Instance.GlyphOf(rune.Value) != 0 ? rune.ToString() : "□");
        return drawable.ToString();
    }

    /// <summary>The lines, without the spaces at their ends.</summary>
    /// <param name="text">All its characters have glyphs.</param>
    /// <param name="size">The height of an em in pixels.</param>
    /// <param name="width">What a line may take; one character stands alone however wide it is.</param>
    public static IReadOnlyList<string> Of(string text, double size, double width)
    {
        var lines = new List<string>();
        foreach (var paragraph in Composed(text).Trim().ReplaceLineEndings("\n").Split('\n'))
            Break(paragraph.Replace('\t', ' ').Trim(), size, width, lines);
        return lines;
    }

    /// <summary>A line's width in pixels.</summary>
    public static double WidthOf(ReadOnlySpan<char> line, double size)
    {
        var units = 0;
        foreach (var rune in line.EnumerateRunes())
            units += Font.Instance.WidthOf(Font.Instance.GlyphOf(rune.Value));
        return units * size / Font.Instance.UnitsPerEm;
    }

    /// <summary>One outline for each glyph of a line that begins at (x, baseline).</summary>
    public static IEnumerable<Outline> Draw(string line, double x, double baseline, double size)
    {
        foreach (var rune in line.EnumerateRunes())
        {
            var glyph = Font.Instance.GlyphOf(rune.Value);
            var outline = new Outline();
            Font.Instance.Draw(glyph, outline, x, baseline, size);
            x += Font.Instance.WidthOf(glyph) * size / Font.Instance.UnitsPerEm;
            if (outline.Edges.Count > 0)
                yield return outline;
        }
    }

    // The font has no combining mark, so a text that it has all glyphs of is composed already, and the tables stay unread.
    private static string Composed(string text) =>
        text.EnumerateRunes().All(rune => IsBreak(rune) || Font.Instance.GlyphOf(rune.Value) != 0) ? text : Nfc.Normalize(text);

    private static bool IsBreak(Rune rune) => rune.Value is '\n' or '\r' or '\t';

    private static void Break(string paragraph, double size, double width, List<string> lines)
    {
        var start = 0;
        while (start < paragraph.Length)
        {
            var (end, last) = (start, start);
            while (end < paragraph.Length && (end == start || WidthOf(paragraph.AsSpan(start, end + 1 - start), size) <= width))
            {
                end++;
                if (end == paragraph.Length || MayBreak(paragraph, end))
                    last = end;
            }

            // A space that is too much at a line's end is none.
            if (end < paragraph.Length && paragraph[end] == ' ')
                last = end;
            if (last == start)
                last = end;
            lines.Add(paragraph[start..last].TrimEnd());
            start = last;
            while (start < paragraph.Length && paragraph[start] == ' ')
                start++;
        }

        if (paragraph.Length == 0)
            lines.Add("");
    }

    private static bool MayBreak(string text, int at)
    {
        var (before, after) = (text[at - 1], text[at]);
        if (NeverLast.Contains(before, StringComparison.Ordinal) || NeverFirst.Contains(after, StringComparison.Ordinal))
            return false;
        return before == ' ' || before == '-' || before >= FirstIdeograph || after >= FirstIdeograph;
    }
}
