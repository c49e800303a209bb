using DatasetPipeline.Train.Starter.Pages;
using SkiaSharp;

namespace DatasetPipeline.Train.Starter.Seeing;

/// <summary>A drawn screen with several marks, of which it is known what each is on and which pixels it covers.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Rgb">Rows from the top, three bytes a pixel.</param>
/// <param name="Elements">All that can be marked, in the order in which it was drawn.</param>
/// <param name="Marks">What is marked, and by what.</param>
/// <param name="Ink">For each pixel the number of the mark that is seen there, 0 where there is none, else its place in <paramref name="Marks"/> and one.</param>
internal sealed record SeeingScreen(int Width, int Height, byte[] Rgb, IReadOnlyList<Element> Elements, IReadOnlyList<(string Shape, string Color, Element Target)> Marks, byte[] Ink)
{
    private const int MostMarks = 8;

    /// <summary>The screen with this number: the same bytes on every machine, whichever thread asks.</summary>
    public static SeeingScreen Draw(long seed, long index)
    {
        var random = new StarterRandom(seed, index, stream: 3);
        var (width, height) = StarterSamples.SizeOf(seed, index);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        var sketch = StarterSamples.Screen(canvas, random.Chance(0.5f) ? random.Pick(Page.Any) : random.Pick(Page.All), new(0, 0, width, height), random.Pick(["en", "zh"]), random);

        var (marks, ink, before) = (new List<(string, string, Element)>(), new byte[width * height], bitmap.Bytes);
        for (var (wanted, tries) = (random.Between(1, MostMarks), 0); marks.Count < wanted && tries < 4 * MostMarks; tries++)
        {
            var (shape, color) = (random.Pick(Mark.Shapes), random.Pick(Mark.Colors));
            Element[] free = [.. sketch.Elements.Where(element => StarterSamples.CanBear(sketch, element, shape) && marks.TrueForAll(mark => !Touch(mark.Item3.Area, element.Area)))];
            if (free.Length == 0 || (shape == "highlight" && sketch.Theme.AccentName == color))
                continue;
            var target = random.Pick(random.Pick([.. free.GroupBy(element => element.Kind).Select(group => group.ToArray())]));
            Mark.Draw(sketch, shape, Mark.Tone(color, random), target.Area);
            marks.Add((shape, color, target));
            var after = bitmap.Bytes;
            for (var pixel = 0; pixel < ink.Length; pixel++)
            {
                if (!before.AsSpan(4 * pixel, 4).SequenceEqual(after.AsSpan(4 * pixel, 4)))
                    ink[pixel] = (byte)marks.Count;
            }

            before = after;
        }

        return new(width, height, StarterSamples.Rgb(bitmap), sketch.Elements, marks, ink);
    }

    private static bool Touch(Area one, Area other) => one.Inset(-6) is var wide && wide.X < other.Right && other.X < wide.Right && wide.Y < other.Bottom && other.Y < wide.Bottom;
}
