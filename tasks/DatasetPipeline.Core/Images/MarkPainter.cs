using System.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;
using NetVips;

namespace DatasetPipeline.Images;

/// <summary>
/// Draws marks. The pixels are computed here and not by an SVG renderer: no text of a record is ever parsed as markup, and
/// the result hangs on no renderer's version.
/// </summary>
public static class MarkPainter
{
    private const double MinStroke = 3;

    /// <summary>A stroke stays about three pixels wide when the longest side is brought to 1024.</summary>
    private const double LongestSideInStrokes = 300;

    /// <summary>A new picture with the marks drawn over it in their order, 8-bit sRGB; transparency is laid on white.</summary>
    /// <exception cref="PictureException">A mark lies outside the picture or has no extent, no known colour or no sensible width.</exception>
    public static Image Paint(Image picture, IReadOnlyList<Mark> marks)
    {
        using var plain = PictureColors.ToSrgb(picture);
        MarkChecks.ThrowIfAny([], marks, plain.Width, plain.Height);
        var canvas = new Canvas(plain);
        Paint(canvas, marks);
        return canvas.ToImage();
    }

    /// <summary>Draws marks that <see cref="MarkChecks"/> has let pass.</summary>
    internal static void Paint(Canvas canvas, IReadOnlyList<Mark> marks)
    {
        foreach (var mark in marks)
        {
            var color = MarkColor.Parse(mark.Color);
            var coverage = Coverage.Of(Shapes(mark, canvas.Width, canvas.Height), canvas.Width, canvas.Height);
            if (mark is HighlightMark)
                canvas.Multiply(coverage, color);
            else
                canvas.Paint(coverage, color);
        }
    }

    private static IReadOnlyList<Outline> Shapes(Mark mark, int width, int height)
    {
        var stroke = mark.StrokeWidth ?? Math.Max(MinStroke, Math.Max(width, height) / LongestSideInStrokes);
        return mark switch
        {
            BoxMark box => [MarkShapes.Frame(box.Box, stroke, width, height)],
            EllipseMark ellipse => [MarkShapes.Ring(ellipse.Box, stroke)],
            HighlightMark highlight => [MarkShapes.Area(highlight.Box)],
            ArrowMark arrow => [MarkShapes.Arrow(arrow.From, arrow.To, stroke)],
            LineMark line => [.. Strokes(line.Points, stroke)],
            _ => throw new UnreachableException($"{mark.GetType().Name} has no shape: add it here."),
        };
    }

    private static IEnumerable<Outline> Strokes(IReadOnlyList<PixelPoint> points, double stroke)
    {
        for (var i = 1; i < points.Count; i++)
        {
            if (points[i] != points[i - 1])
                yield return MarkShapes.Stroke(points[i - 1], points[i], stroke);
        }
    }
}
