using DatasetPipeline.Train.Starter.Pages;
using SkiaSharp;

namespace DatasetPipeline.Train.Starter;

/// <summary>The pictures that the starter model learns from: interfaces with one mark each, and a sentence that describes it.</summary>
public static class StarterSamples
{
    private const int Alike = 4;

    /// <summary>Width and height of the longest side: most pictures are a screen of 1280 × 800, shrunk.</summary>
    private static readonly (int Width, int Height)[] Sizes =
        [(512, 320), (512, 288), (480, 360), (640, 400), (400, 400), (320, 512), (360, 480), (384, 240), (320, 320), (560, 373)];

    /// <summary>The sample with this number: the same bytes on every machine, whichever thread asks.</summary>
    public static StarterSample Draw(long seed, long index) => DrawPair(seed, index).Sample;

    /// <summary>As <see cref="Draw"/>, and the same picture with a question and a sentence in the other language.</summary>
    internal static (StarterSample Sample, StarterSample Other) DrawPair(long seed, long index)
    {
        var random = new StarterRandom(seed, index, stream: 0);
        var language = random.Chance(0.5f) ? "en" : "zh";
        var shape = random.Pick(Mark.Shapes);
        var color = random.Pick(Mark.Colors);
        var place = random.Pick(Places.All);
        var (width, height) = SizeOf(seed, index);
        var onScreen = random.Chance(0.85f) ? language : random.Pick(["en", "zh"]);

        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        var page = random.Chance(0.35f) ? random.Pick(Page.Any) : random.Pick(Page.All);
        var sketch = Screen(canvas, page, new(0, 0, width, height), onScreen, random);
        for (var again = 1; !Candidates(sketch, place, shape).Any(); again++)
        {
            // A page may have nothing there however it is laid out; a board always has.
            if (again > 3)
                page = random.Pick(Page.Any);
            sketch = Screen(canvas, page, new(0, 0, width, height), onScreen, random);
        }

        // A kind first and then one of it, lest most marks be on what pages hold most of.
        var target = random.Pick(random.Pick([.. Candidates(sketch, place, shape).GroupBy(element => element.Kind).Select(group => group.ToArray())]));
        if (shape == "highlight" && sketch.Theme.AccentName == color)
            color = random.Pick([.. Mark.Colors.Where(other => other != color)]);
        Mark.Draw(sketch, shape, Mark.Tone(color, random), target.Area);

        var rgb = Rgb(bitmap);
        return (Say(language, stream: 1), Say(language == "en" ? "zh" : "en", stream: 4));

        StarterSample Say(string inLanguage, int stream)
        {
            var words = new StarterRandom(seed, index, stream);
            var claim = new StarterClaim(shape, color, place, target.Kind);
            var caption = Caption.Write(claim, inLanguage, words.Chance(0.6f) ? page : null, inLanguage == onScreen && words.Chance(0.4f) ? target.Label : null, words);
            return new(width, height, rgb, Caption.Prompt(inLanguage, words), caption, inLanguage, shape, color, place, target.Kind);
        }
    }

    /// <summary>The size of the picture with this number: one for every <see cref="Alike"/> in a row, as pictures of one size are seen together in less time.</summary>
    internal static (int Width, int Height) SizeOf(long seed, long index)
    {
        var random = new StarterRandom(seed, index / Alike, stream: 5);
        return random.Chance(0.55f) ? Sizes[0] : random.Pick(Sizes);
    }

    internal static Sketch Screen(SKCanvas canvas, Page page, Area area, string language, StarterRandom random)
    {
        var sketch = new Sketch(canvas, area, language, random);
        canvas.Clear(sketch.Theme.Page);
        page.Draw(sketch, Page.Any.Contains(page) ? area : Chrome.Draw(sketch, area));
        return sketch;
    }

    /// <summary>
    /// What stands wholly in the picture, at this place, and is neither a speck nor most of the screen. What a line runs
    /// under is low, or the line would be at another place than the thing.
    /// </summary>
    private static IEnumerable<Element> Candidates(Sketch sketch, string place, string shape) => sketch.Elements.Where(element =>
        Places.Of(element.Area, sketch.Area) == place && CanBear(sketch, element, shape));

    /// <inheritdoc cref="Candidates"/>
    internal static bool CanBear(Sketch sketch, Element element, string shape) =>
        element.Area is { X: >= 0, Y: >= 0, Width: >= 8, Height: >= 5 }
        && element.Area.Right <= sketch.Area.Right && element.Area.Bottom <= sketch.Area.Bottom
        && element.Area.Width * element.Area.Height < sketch.Area.Width * sketch.Area.Height * 0.45f
        && (shape != "line" || element.Area.Height < sketch.Area.Height * 0.15f);

    internal static byte[] Rgb(SKBitmap bitmap)
    {
        var rgba = bitmap.GetPixelSpan();
        var rgb = new byte[rgba.Length / 4 * 3];
        for (var (from, to) = (0, 0); from < rgba.Length; from += 4, to += 3)
            rgba.Slice(from, 3).CopyTo(rgb.AsSpan(to));
        return rgb;
    }
}
