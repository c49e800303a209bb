using System.Collections.Frozen;
using SkiaSharp;

namespace DatasetPipeline.Train.Starter;

/// <summary>
/// The embedded font as outlines, in units of 1000 to the em, with the baseline at 0. Outlines and not Skia's glyph
/// masks, which the system's own font engine rasterises: those differ between operating systems.
/// </summary>
internal static class Glyphs
{
    private const float Em = 1000;

    private static readonly FrozenDictionary<char, (SKPath Outline, float Advance)> All = Load();

    public static bool Has(char character) => All.ContainsKey(character);

    /// <summary>A width in pixels.</summary>
    public static float Measure(string text, float size)
    {
        var width = 0f;
        foreach (var character in text)
            width += All[character].Advance;
        return width * size / Em;
    }

    /// <summary>The outline of a line of text that starts at x, standing on the baseline.</summary>
    public static SKPath Outline(string text, float x, float baseline, float size)
    {
        var (path, scale, pen) = (new SKPath(), size / Em, x);
        foreach (var character in text)
        {
            var (outline, advance) = All[character];
            path.AddPath(outline, new SKMatrix(scale, 0, pen, 0, scale, baseline, 0, 0, 1));
            pen += advance * scale;
        }
        return path;
    }

    private static FrozenDictionary<char, (SKPath Outline, float Advance)> Load()
    {
        using var stream = Lists.Open("NotoSansSC-Subset.otf");
        using var data = SKData.Create(stream);
        using var typeface = SKTypeface.FromData(data);
        using var font = new SKFont(typeface, Em) { Hinting = SKFontHinting.None, Subpixel = true, LinearMetrics = true };

        var glyphs = new Dictionary<char, (SKPath, float)>();
        var drawn = Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Concat(Lists.Lines("zh.labels.txt").SelectMany(line => line));
        foreach (var character in drawn.Distinct())
        {
            var glyph = font.GetGlyph(character);
            if (glyph != 0)
                glyphs[character] = (font.GetGlyphPath(glyph) ?? new SKPath(), font.GetGlyphWidths([glyph])[0]);
        }
        return glyphs.ToFrozenDictionary();
    }
}
