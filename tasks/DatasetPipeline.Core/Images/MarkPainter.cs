using DatasetPipeline.Records.Marks;
using NetVips;

namespace DatasetPipeline.Images;

/// <summary>
/// Draws marks. The pixels are computed here and not by an SVG renderer: no text of a record is ever parsed as markup, and
/// the result hangs on no renderer's version.
/// </summary>
public static class MarkPainter
{
    /// <summary>A new picture with the marks drawn over it in their order, 8-bit sRGB; transparency is laid on white.</summary>
    /// <exception cref="PictureException">A mark lies outside the picture or has no extent, no known colour or no sensible width.</exception>
    public static Image Paint(Image picture, IReadOnlyList<Mark> marks)
    {
        using var plain = PictureColors.ToSrgb(picture);
        MarkChecks.ThrowIfAny([], marks, Frame.Of(null, plain.Width, plain.Height));
        var canvas = new Canvas(plain);
        Paint(canvas, marks);
        return canvas.ToImage();
    }

    /// <summary>Draws marks that <see cref="MarkChecks"/> has let pass.</summary>
    internal static void Paint(Canvas canvas, IReadOnlyList<Mark> marks)
    {
        foreach (var mark in marks)
        {
            var drawing = new MarkDrawing(mark, canvas.Width, canvas.Height);
            canvas.Paint(drawing.Layers.ToList(), mark.Opacity);
            canvas.Paint(drawing.LabelLayers.ToList(), 1);
        }
    }
}
