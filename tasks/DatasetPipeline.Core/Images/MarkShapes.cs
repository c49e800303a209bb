using DatasetPipeline.Records;

namespace DatasetPipeline.Images;

/// <summary>The outlines of what is drawn, in pixels of the original.</summary>
internal static class MarkShapes
{
    // An arrow's head, in stroke widths: what reads well from 3 to 12 pixels of stroke.
    private const double HeadLength = 5.5;
    private const double HeadWidth = 4.4;

    /// <summary>How far the head's back is drawn in towards its point, as a part of its length.</summary>
    private const double HeadNotch = 0.2;

    /// <summary>A head longer than this part of the arrow leaves no shaft to show where it comes from.</summary>
    private const double MaxHeadPart = 0.6;

    /// <summary>The whole pixels that a box touches.</summary>
    public static Outline Area(PixelBox box) => new Outline().Rectangle(
        Math.Floor(box.X), Math.Floor(box.Y), Math.Ceiling(box.X + box.Width), Math.Ceiling(box.Y + box.Height));

    /// <summary>
    /// A frame centred on the box's edge, on whole pixels so that it is crisp: an odd pixel lies outside, where it hides
    /// nothing, and at the picture's border the frame moves inwards and keeps its width.
    /// </summary>
    public static Outline Frame(PixelBox box, double stroke, int width, int height)
    {
        stroke = Math.Max(1, Math.Round(stroke, MidpointRounding.AwayFromZero));
        var left = Math.Max(0, Math.Floor(box.X - (stroke / 2)));
        var top = Math.Max(0, Math.Floor(box.Y - (stroke / 2)));
        var right = Math.Min(width, Math.Ceiling(box.X + box.Width + (stroke / 2)));
        var bottom = Math.Min(height, Math.Ceiling(box.Y + box.Height + (stroke / 2)));

        var frame = new Outline().Rectangle(left, top, right, bottom);
        return right - left > 2 * stroke && bottom - top > 2 * stroke
            ? frame.Rectangle(left + stroke, top + stroke, right - stroke, bottom - stroke, hole: true)
            : frame;
    }

    /// <summary>The ellipse that touches the box on four sides, the stroke centred on it.</summary>
    public static Outline Ring(PixelBox box, double stroke)
    {
        double radiusX = box.Width / 2, radiusY = box.Height / 2, half = stroke / 2;
        double x = box.X + radiusX, y = box.Y + radiusY;

        var ring = new Outline().Ellipse(x, y, radiusX + half, radiusY + half);
        return radiusX > half && radiusY > half ? ring.Ellipse(x, y, radiusX - half, radiusY - half, hole: true) : ring;
    }

    /// <summary>A straight stroke with round ends.</summary>
    public static Outline Stroke(PixelPoint from, PixelPoint to, double stroke)
    {
        var (ux, uy, _) = Direction(from, to);
        var (rx, ry) = (ux * stroke / 2, uy * stroke / 2);
        return new Outline().Move(from.X + ry, from.Y - rx)
            .Line(to.X + ry, to.Y - rx)
            .QuarterArc(to.X, to.Y, ry, -rx, rx, ry).QuarterArc(to.X, to.Y, rx, ry, -ry, rx)
            .Line(from.X - ry, from.Y + rx)
            .QuarterArc(from.X, from.Y, -ry, rx, -rx, -ry).QuarterArc(from.X, from.Y, -rx, -ry, ry, -rx);
    }

    /// <summary>A shaft with a round tail and a head whose point is exactly at <paramref name="to"/>; one contour, so it has no seams.</summary>
    public static Outline Arrow(PixelPoint from, PixelPoint to, double stroke)
    {
        var (ux, uy, length) = Direction(from, to);
        var head = Math.Min(HeadLength * stroke, MaxHeadPart * length);
        var barb = head / HeadLength * HeadWidth / 2;
        var half = Math.Min(stroke / 2, barb / 2);
        var neck = length - (head * (1 - HeadNotch));
        var (rx, ry) = (ux * half, uy * half);

        return new Outline().Move(from.X + ry, from.Y - rx)
            .Line(from.X + (ux * neck) + ry, from.Y + (uy * neck) - rx)
            .Line(to.X - (ux * head) + (uy * barb), to.Y - (uy * head) - (ux * barb))
            .Line(to.X, to.Y)
            .Line(to.X - (ux * head) - (uy * barb), to.Y - (uy * head) + (ux * barb))
            .Line(from.X + (ux * neck) - ry, from.Y + (uy * neck) + rx)
            .Line(from.X - ry, from.Y + rx)
            .QuarterArc(from.X, from.Y, -ry, rx, -rx, -ry).QuarterArc(from.X, from.Y, -rx, -ry, ry, -rx);
    }

    private static (double X, double Y, double Length) Direction(PixelPoint from, PixelPoint to)
    {
        double dx = to.X - from.X, dy = to.Y - from.Y;
        var length = Math.Sqrt((dx * dx) + (dy * dy));
        return (dx / length, dy / length, length);
    }
}
