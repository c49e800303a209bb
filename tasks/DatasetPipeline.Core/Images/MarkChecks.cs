using System.Diagnostics;
using System.Globalization;
using System.Text;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images.Lettering;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;
using DatasetPipeline.Text;

namespace DatasetPipeline.Images;

/// <summary>Whether redactions and marks can be drawn on a picture, or on what a crop leaves of it. Numbers are those of the record.</summary>
internal static class MarkChecks
{
    /// <exception cref="PictureException">The first finding, with all others as its <see cref="PictureException.Further"/>.</exception>
    public static void ThrowIfAny(IReadOnlyList<Redaction> redactions, IReadOnlyList<Mark> marks, Frame frame)
    {
        // What is cropped away needs no redaction; one that is not in the picture at all is a slip.
        var whole = Frame.Of(null, frame.PictureWidth, frame.PictureHeight);
        List<PictureException> findings =
        [
            .. redactions.SelectMany((redaction, i) => OfBox("redaction's box", redaction.Box, whole)
                .Select(f => new PictureException(f.Code, f.Message) { RedactionIndex = i })),
            .. marks.SelectMany((mark, i) => OfMark(mark, frame)
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

    private static IEnumerable<(string Code, string Message)> OfMark(Mark mark, Frame frame)
    {
        if (!MarkColor.TryParse(mark.Color, out _))
            yield return (Codes.MarkColorUnknown, $"The colour \"{OneLine(mark.Color)}\" is not known: write a CSS name such as red, or #rrggbb.");
        if (mark.StrokeWidth is { } stroke && !(stroke > 0 && stroke <= frame.LongestSide))
            yield return (Codes.MarkStrokeWidth, Invariant($"The stroke width {stroke} is not between 0 and the picture's longest side, {frame.LongestSide}: change it, or leave it out for one that scales with the picture."));

        var ofShape = mark switch
        {
            BoxMark box => OfBox("box", box.Box, frame),
            EllipseMark ellipse => OfBox("ellipse's box", ellipse.Box, frame),
            HighlightMark highlight => OfBox("highlight's box", highlight.Box, frame),
            ArrowMark arrow => OfPoints("arrow", [arrow.From, arrow.To], frame),
            LineMark line => OfPoints("line", line.Points, frame),
            TextMark text => OfPoint("text", text.At, frame),
            StepMark step => OfPoint("step", step.At, frame),
            _ => throw new UnreachableException($"{mark.GetType().Name} has no check: add it here and to MarkDrawing."),
        };
        var place = ofShape.ToList();
        var letters = OfLetters(mark).ToList();
        foreach (var finding in place.Concat(letters))
            yield return finding;

        if (place.Count > 0 || letters.Count > 0 || !MarkColor.TryParse(mark.Color, out _))
            yield break;
        var drawing = new MarkDrawing(mark.Moved(-frame.Left, -frame.Top), frame.Width, frame.Height);
        foreach (var finding in OfLetteredBoxes(drawing, mark, frame))
            yield return finding;
        if (drawing.Shortage is var (length, least))
            yield return (Codes.MarkWithoutExtent, Invariant($"The {(mark is ArrowMark ? "arrow" : "line")} is {length:0.#} pixels long and too short to be seen: set its points at least {Math.Ceiling(least)} pixels apart, or make its stroke thinner with width."));
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

    private static IEnumerable<(string Code, string Message)> OfLetteredBoxes(MarkDrawing drawing, Mark mark, Frame frame)
    {
        var what = mark is StepMark ? "step's disc" : "text";
        if (drawing.Lettered?.Moved(frame.Left, frame.Top) is { } box && Outside(box, frame).ToList() is { Count: > 0 } outside)
            yield return (Codes.MarkOutsidePicture, Invariant($"The {what} takes {box.Width:0.#} × {box.Height:0.#} pixels and leaves {frame} {string.Join(" and ", outside)}: move it, or make it smaller with size."));
        if (drawing.Label?.Moved(frame.Left, frame.Top) is { } label && Outside(label, frame).Any())
            yield return (Codes.MarkOutsidePicture, Invariant($"The label takes {label.Width:0.#} × {label.Height:0.#} pixels, more than {frame} has: shorten it, or make it smaller with size."));
    }

    private static IEnumerable<(string Code, string Message)> OfPoint(string what, PixelPoint point, Frame frame)
    {
        if (!frame.Holds(point))
            yield return (Codes.MarkOutsidePicture, Invariant($"The {what}'s place {point.X}, {point.Y} lies outside {frame}: mend at."));
    }

    private static IEnumerable<(string Code, string Message)> OfBox(string what, PixelBox box, Frame frame)
    {
        var values = Invariant($"{box.X}, {box.Y}, {box.Width}, {box.Height}");
        if (!(box.Width > 0 && box.Height > 0) || !double.IsFinite(box.X + box.Y + box.Width + box.Height))
            yield return (Codes.MarkWithoutExtent, $"The {what} {values} covers nothing: x, y, width and height must be numbers, and width and height more than 0.");
        else if (Outside(box, frame).ToList() is { Count: > 0 } outside)
            yield return (Codes.MarkOutsidePicture, Invariant($"The {what} {values} leaves {frame} {string.Join(" and ", outside)}: mend x, y, width and height."));
    }

    private static IEnumerable<string> Outside(PixelBox box, Frame frame)
    {
        if (box.X < frame.Left)
            yield return Invariant($"on the left (it begins at x {box.X})");
        if (box.Y < frame.Top)
            yield return Invariant($"at the top (it begins at y {box.Y})");
        if (box.X + box.Width > frame.Left + frame.Width)
            yield return Invariant($"on the right (it reaches to x {box.X + box.Width})");
        if (box.Y + box.Height > frame.Top + frame.Height)
            yield return Invariant($"at the bottom (it reaches to y {box.Y + box.Height})");
    }

    private static IEnumerable<(string Code, string Message)> OfPoints(string what, IReadOnlyList<PixelPoint> points, Frame frame)
    {
        if (points.Any(p => !double.IsFinite(p.X + p.Y)) || points.Distinct().Count() < 2)
        {
            yield return (Codes.MarkWithoutExtent, $"The {what} has no length: give it at least two different points.");
            yield break;
        }

        foreach (var point in points.Where(p => !frame.Holds(p)).Take(1))
            yield return (Codes.MarkOutsidePicture, Invariant($"The {what}'s point {point.X}, {point.Y} lies outside {frame}: mend the point."));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string OneLine(string text) =>
        new([.. text.Take(40).Select(c => char.IsControl(c) ? ' ' : c switch { '[' => '(', ']' => ')', _ => c })]);
}
