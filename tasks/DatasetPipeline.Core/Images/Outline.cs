using DatasetPipeline.Records;

namespace DatasetPipeline.Images;

/// <summary>
/// Closed contours of straight edges; curves are flattened finely enough to look round. A contour that runs the other way
/// round cuts a hole.
/// </summary>
internal sealed class Outline
{
    /// <summary>Where a quarter circle's Bézier control points lie, as a part of the radius.</summary>
    private const double Quarter = 0.5522847498307936;

    private readonly List<Edge> _edges = [];
    private PixelPoint _start;
    private PixelPoint _at;

    public IReadOnlyList<Edge> Edges => _edges;

    public Outline Move(double x, double y)
    {
        _start = _at = new(x, y);
        return this;
    }

    public Outline Line(double x, double y)
    {
        _edges.Add(new(_at.X, _at.Y, x, y));
        _at = new(x, y);
        return this;
    }

    public Outline Close() => Line(_start.X, _start.Y);

    /// <summary>A closed rectangle; <paramref name="hole"/> runs the other way round.</summary>
    public Outline Rectangle(double left, double top, double right, double bottom, bool hole = false) => hole
        ? Move(left, top).Line(left, bottom).Line(right, bottom).Line(right, top).Close()
        : Move(left, top).Line(right, top).Line(right, bottom).Line(left, bottom).Close();

    /// <summary>A closed rectangle with round corners.</summary>
    public Outline RoundedRectangle(double left, double top, double right, double bottom, double radius) => Move(left, top + radius)
        .QuarterArc(left + radius, top + radius, -radius, 0, 0, -radius).Line(right - radius, top)
        .QuarterArc(right - radius, top + radius, 0, -radius, radius, 0).Line(right, bottom - radius)
        .QuarterArc(right - radius, bottom - radius, radius, 0, 0, radius).Line(left + radius, bottom)
        .QuarterArc(left + radius, bottom - radius, 0, radius, -radius, 0).Close();

    /// <summary>A closed ellipse around (x, y); <paramref name="hole"/> runs the other way round.</summary>
    public Outline Ellipse(double x, double y, double radiusX, double radiusY, bool hole = false)
    {
        var ry = hole ? -radiusY : radiusY;
        return Move(x + radiusX, y)
            .QuarterArc(x, y, radiusX, 0, 0, ry).QuarterArc(x, y, 0, ry, -radiusX, 0)
            .QuarterArc(x, y, -radiusX, 0, 0, -ry).QuarterArc(x, y, 0, -ry, radiusX, 0);
    }

    /// <summary>
    /// A quarter of an ellipse around (x, y), from its radius a to its radius b. A Bézier curve and not sine and cosine:
    /// those differ in the last bit between platforms, and a pixel could too.
    /// </summary>
    public Outline QuarterArc(double x, double y, double ax, double ay, double bx, double by)
    {
        double x0 = x + ax, x1 = x0 + (Quarter * bx), x3 = x + bx, x2 = x3 + (Quarter * ax);
        double y0 = y + ay, y1 = y0 + (Quarter * by), y3 = y + by, y2 = y3 + (Quarter * ay);

        var radius = Math.Max(Math.Max(Math.Abs(ax), Math.Abs(bx)), Math.Max(Math.Abs(ay), Math.Abs(by)));
        return Curve(new(x0, y0), x1, y1, x2, y2, x3, y3, Math.Clamp((int)Math.Ceiling(2 * Math.Sqrt(radius)), 4, 96));
    }

    /// <summary>A cubic Bézier curve from here to (x3, y3).</summary>
    public Outline Curve(double x1, double y1, double x2, double y2, double x3, double y3)
    {
        var extent = Math.Max(Math.Abs(x3 - _at.X) + Math.Abs(y3 - _at.Y), Math.Abs(x2 - x1) + Math.Abs(y2 - y1));
        return Curve(_at, x1, y1, x2, y2, x3, y3, Math.Clamp((int)Math.Ceiling(2 * Math.Sqrt(extent)), 2, 96));
    }

    private Outline Curve(PixelPoint from, double x1, double y1, double x2, double y2, double x3, double y3, int steps)
    {
        for (var i = 1; i < steps; i++)
        {
            var t = (double)i / steps;
            var s = 1 - t;
            Line((s * s * s * from.X) + (3 * s * s * t * x1) + (3 * s * t * t * x2) + (t * t * t * x3),
                (s * s * s * from.Y) + (3 * s * s * t * y1) + (3 * s * t * t * y2) + (t * t * t * y3));
        }

        return Line(x3, y3);
    }
}
