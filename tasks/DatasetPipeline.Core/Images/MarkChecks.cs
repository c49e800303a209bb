using System.Diagnostics;
using System.Globalization;
using System.Text;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images.Lettering;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;
using DatasetPipeline.Text;

namespace DatasetPipeline.Images;

/// <summary>Whether redactions and marks can be drawn on a picture of a given size.</summary>
internal static class MarkChecks
{
    /// <exception cref="PictureException">The first finding, with all others as its <see cref="PictureException.Further"/>.</exception>
    public static void ThrowIfAny(IReadOnlyList<Redaction> redactions, IReadOnlyList<Mark> marks, int width, int height)
    {
        List<PictureException> findings =
        [
            .. redactions.SelectMany((redaction, i) => OfBox("redaction's box", redaction.Box, width, height)
                .Select(f => new PictureException(f.Code, f.Message) { RedactionIndex = i })),
            .. marks.SelectMany((mark, i) => OfMark(mark, width, height)
                .Select(f => new PictureException(f.Code, f.Message) { MarkIndex = i })),
        ];

        if (findings is [var first, .. var further])
        {
            throw new PictureException(first.Code, first.Message)
            {
                MarkIndex = first.MarkIndex,
                RedactionIndex = first.RedactionIndex,
                Further = further,
            };
        }
    }

    private static IEnumerable<(string Code, string Message)> OfMark(Mark mark, int width, int height)
    {
        if (!MarkColor.TryParse(mark.Color, out _))
            yield return (Codes.MarkColorUnknown, $"The colour \"{OneLine(mark.Color)}\" is not known: write a CSS name such as red, or #rrggbb.");
        if (mark.StrokeWidth is { } stroke && !(stroke > 0 && stroke <= Math.Max(width, height)))
            yield return (Codes.MarkStrokeWidth, Invariant($"The stroke width {stroke} is not between 0 and the picture's longest side, {Math.Max(width, height)}: change it, or leave it out for one that scales with the picture."));

        var ofShape = mark switch
        {
            BoxMark box => OfBox("box", box.Box, width, height),
            EllipseMark ellipse => OfBox("ellipse's box", ellipse.Box, width, height),
            HighlightMark highlight => OfBox("highlight's box", highlight.Box, width, height),
            ArrowMark arrow => OfPoints("arrow", [arrow.From, arrow.To], width, height),
            LineMark line => OfPoints("line", line.Points, width, height),
            TextMark text => OfPoint("text", text.At, width, height),
            StepMark step => OfPoint("step", step.At, width, height),
            _ => throw new UnreachableException($"{mark.GetType().Name} has no check: add it here and to MarkDrawing."),
        };
        var place = ofShape.ToList();
        var letters = OfLetters(mark).ToList();
        foreach (var finding in place.Concat(letters))
            yield return finding;

        if (place.Count > 0 || letters.Count > 0 || !MarkColor.TryParse(mark.Color, out _))
            yield break;
        foreach (var finding in OfLetteredBoxes(new MarkDrawing(mark, width, height), mark, width, height))
            yield return finding;
    }

    private static IEnumerable<(string Code, string Message)> OfLetters(Mark mark)
    {
        foreach (var (what, text) in new[] { ("text", (mark as TextMark)?.Text), ("label", mark.Label) })
        {
            if (text is null)
                continue;
            if (string.IsNullOrWhiteSpace(text))
                yield return (Codes.MarkWithoutExtent, $"The {what} has no letters: write some, or take it away.");
            else if (Lines.Unknown(text).Take(8).ToList() is { Count: > 0 } unknown)
                yield return (Codes.MarkGlyphMissing, $"The {what} holds {string.Join(" and ", unknown.Select(Named))}, which the font has no glyph for: write it in other characters; Chinese as in GB 2312 and Latin letters can be drawn.");
        }
    }

    private static string Named(Rune rune) => Invariant($"\"{Shown.Text(rune.ToString())}\" (U+{rune.Value:X4})");

    private static IEnumerable<(string Code, string Message)> OfLetteredBoxes(MarkDrawing drawing, Mark mark, int width, int height)
    {
        var what = mark is StepMark ? "step's disc" : "text";
        if (drawing.Lettered is { } box && Outside(box, width, height).ToList() is { Count: > 0 } outside)
            yield return (Codes.MarkOutsidePicture, Invariant($"The {what} takes {box.Width:0.#} × {box.Height:0.#} pixels and leaves its picture of {width} × {height} pixels {string.Join(" and ", outside)}: move it, or make it smaller with size."));
        if (drawing.Label is { } label && Outside(label, width, height).Any())
            yield return (Codes.MarkOutsidePicture, Invariant($"The label takes {label.Width:0.#} × {label.Height:0.#} pixels, more than its picture of {width} × {height} pixels has: shorten it, or make it smaller with size."));
    }

    private static IEnumerable<(string Code, string Message)> OfPoint(string what, PixelPoint point, int width, int height)
    {
        if (!(point.X >= 0 && point.Y >= 0 && point.X <= width && point.Y <= height))
            yield return (Codes.MarkOutsidePicture, Invariant($"The {what}'s place {point.X}, {point.Y} lies outside its picture of {width} × {height} pixels: mend at."));
    }

    private static IEnumerable<(string Code, string Message)> OfBox(string what, PixelBox box, int width, int height)
    {
        var values = Invariant($"{box.X}, {box.Y}, {box.Width}, {box.Height}");
        if (!(box.Width > 0 && box.Height > 0) || !double.IsFinite(box.X + box.Y + box.Width + box.Height))
            yield return (Codes.MarkWithoutExtent, $"The {what} {values} covers nothing: x, y, width and height must be numbers, and width and height more than 0.");
        else if (Outside(box, width, height).ToList() is { Count: > 0 } outside)
            yield return (Codes.MarkOutsidePicture, Invariant($"The {what} {values} leaves its picture of {width} × {height} pixels {string.Join(" and ", outside)}: mend x, y, width and height."));
    }

    private static IEnumerable<string> Outside(PixelBox box, int width, int height)
    {
        if (box.X < 0)
            yield return Invariant($"on the left (it begins at x {box.X})");
        if (box.Y < 0)
            yield return Invariant($"at the top (it begins at y {box.Y})");
        if (box.X + box.Width > width)
            yield return Invariant($"on the right (it reaches to x {box.X + box.Width})");
        if (box.Y + box.Height > height)
            yield return Invariant($"at the bottom (it reaches to y {box.Y + box.Height})");
    }

    private static IEnumerable<(string Code, string Message)> OfPoints(string what, IReadOnlyList<PixelPoint> points, int width, int height)
    {
        if (points.Any(p => !double.IsFinite(p.X + p.Y)) || points.Distinct().Count() < 2)
        {
            yield return (Codes.MarkWithoutExtent, $"The {what} has no length: give it at least two different points.");
            yield break;
        }

        foreach (var point in points.Where(p => p.X < 0 || p.Y < 0 || p.X > width || p.Y > height).Take(1))
            yield return (Codes.MarkOutsidePicture, Invariant($"The {what}'s point {point.X}, {point.Y} lies outside its picture of {width} × {height} pixels: mend the point."));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string OneLine(string text) =>
        new([.. text.Take(40).Select(c => char.IsControl(c) ? ' ' : c switch { '[' => '(', ']' => ')', _ => c })]);
}
