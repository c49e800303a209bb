using System.Diagnostics;
using System.Globalization;
using DatasetPipeline.Images.Lettering;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;

namespace DatasetPipeline.Images;

/// <summary>What a mark becomes on a picture of a given size. All its colours are known and all its letters have glyphs.</summary>
internal sealed class MarkDrawing
{
    private const double MinStroke = 3;

    /// <summary>A stroke stays about three pixels wide when the longest side is brought to 1024.</summary>
    private const double LongestSideInStrokes = 300;

    private const double MinText = 14;

    /// <summary>Letters stay about twenty pixels high when the longest side is brought to 1024.</summary>
    private const double LongestSideInText = 52;

    // Of a disc, in the height of its number's letters.
    private const double Diameter = 1.7;
    private const double Ring = 0.12;

    /// <summary>Half the height of figures, in ems.</summary>
    private const double MiddleOfFigures = 0.367;

    private readonly Mark _mark;
    private readonly int _width;
    private readonly int _height;
    private readonly double _stroke;
    private readonly double _size;
    private readonly MarkColor _color;

    public MarkDrawing(Mark mark, int width, int height)
    {
        (_mark, _width, _height) = (mark, width, height);
        var longest = Math.Max(width, height);
        _stroke = mark.StrokeWidth ?? Math.Max(MinStroke, longest / LongestSideInStrokes);
        _size = mark.TextSize ?? Math.Max(MinText, Math.Round(longest / LongestSideInText));
        _color = MarkColor.Parse(mark.Color);
    }

    /// <summary>What it takes of the picture where that depends on its letters; null where the mark's own numbers say it.</summary>
    public PixelBox? Lettered => _mark switch
    {
        TextMark text => BoxOf(PlateOf(text), Corner(text)),
        StepMark step => new(step.At.X - (Diameter * _size / 2), step.At.Y - (Diameter * _size / 2), Diameter * _size, Diameter * _size),
        _ => null,
    };

    /// <summary>How long an arrow or a line is and would have to be at least: under that a line is a dot, and of an arrow nothing is left; null where it is long enough.</summary>
    public (double Length, double Least)? Shortage
    {
        get
        {
            var (points, strokes) = _mark switch
            {
                ArrowMark arrow => ([arrow.From, arrow.To], 2),
                LineMark line => (line.Points, 1),
                _ => ((IReadOnlyList<PixelPoint>)[], 0),
            };
            var length = points.Zip(points.Skip(1), (a, b) => Math.Sqrt(Math.Pow(b.X - a.X, 2) + Math.Pow(b.Y - a.Y, 2))).Sum();
            return length < strokes * _stroke ? (length, strokes * _stroke) : null;
        }
    }

    /// <summary>The mark itself.</summary>
    public IEnumerable<Layer> Layers => _mark switch
    {
        BoxMark box => [new([MarkShapes.Frame(box.Box, _stroke, _width, _height)], _color)],
        EllipseMark ellipse => [new([MarkShapes.Ring(ellipse.Box, _stroke)], _color)],
        HighlightMark highlight => [new([MarkShapes.Area(highlight.Box)], _color, IsMultiplied: true)],
        ArrowMark arrow => [new([MarkShapes.Arrow(arrow.From, arrow.To, _stroke)], _color)],
        LineMark line => [new([.. Strokes(line.Points)], _color)],
        TextMark text => PlateOf(text).At(Corner(text), _color),
        StepMark step => Disc(step),
        _ => throw new UnreachableException($"{_mark.GetType().Name} has no shape: add it here."),
    };

    /// <summary>Where the label's plate goes; null where there is no label.</summary>
    public PixelBox? Label => _mark.Label is { } label ? BoxOf(LabelPlate(label), LabelCorner(LabelPlate(label))) : null;

    /// <summary>The label.</summary>
    public IEnumerable<Layer> LabelLayers => _mark.Label is { } label ? LabelPlate(label).At(LabelCorner(LabelPlate(label)), _color) : [];

    private static PixelBox BoxOf(Plate plate, PixelPoint corner) => new(corner.X, corner.Y, plate.Width, plate.Height);

    private static PixelPoint Corner(TextMark text) => new(Math.Floor(text.At.X), Math.Floor(text.At.Y));

    private Plate PlateOf(TextMark text) => new(text.Text, _size, Math.Min(text.Wrap ?? double.MaxValue, _width - Math.Floor(text.At.X)));

    private Plate LabelPlate(string label) => new(label, _size, _width);

    /// <summary>
    /// Beside the mark and within the picture: over a box, else under it, else in its corner; at an arrow's tail, away from its
    /// head; right of a disc.
    /// </summary>
    private PixelPoint LabelCorner(Plate plate)
    {
        var gap = Math.Ceiling(_stroke / 2);
        var (x, y) = _mark switch
        {
            BoxMark box => Outside(box.Box, box.Box.X - gap, gap, plate),
            EllipseMark ellipse => Outside(ellipse.Box, ellipse.Box.X + ((ellipse.Box.Width - plate.Width) / 2), gap * 2, plate),
            HighlightMark highlight => Outside(highlight.Box, highlight.Box.X, 0, plate),
            ArrowMark arrow => AtTail(arrow.From, arrow.To, plate),
            LineMark line => AtTail(line.Points[0], line.Points.First(point => point != line.Points[0]), plate),
            StepMark step => RightOf(step, plate),
            _ => throw new UnreachableException($"{_mark.GetType().Name} has no place for a label: add it here."),
        };
        return new(Math.Floor(Math.Clamp(x, 0, Math.Max(0, _width - plate.Width))), Math.Floor(Math.Clamp(y, 0, Math.Max(0, _height - plate.Height))));
    }

    private (double X, double Y) Outside(PixelBox box, double x, double gap, Plate plate)
    {
        var over = Math.Floor(box.Y) - gap - plate.Height;
        var under = Math.Ceiling(box.Y + box.Height) + gap;
        if (over >= 0)
            return (x, over);
        return (x, under + plate.Height <= _height ? under : box.Y + gap);
    }

    private (double X, double Y) AtTail(PixelPoint tail, PixelPoint next, Plate plate)
    {
        double dx = next.X - tail.X, dy = next.Y - tail.Y;
        // The side of the plate that the stroke leaves it by.
        return Math.Abs(dx) * plate.Height > Math.Abs(dy) * plate.Width
            ? (dx > 0 ? tail.X - plate.Width : tail.X, tail.Y - (plate.Height / 2))
            : (tail.X - (plate.Width / 2), dy > 0 ? tail.Y - plate.Height : tail.Y);
    }

    private (double X, double Y) RightOf(StepMark step, Plate plate)
    {
        var reach = (Diameter / 2 * _size) + (0.2 * _size);
        return (step.At.X + reach + plate.Width <= _width ? step.At.X + reach : step.At.X - reach - plate.Width, step.At.Y - (plate.Height / 2));
    }

    private IEnumerable<Layer> Disc(StepMark step)
    {
        var radius = Diameter * _size / 2;
        yield return new([new Outline().Ellipse(step.At.X, step.At.Y, radius, radius)], _color.Contrast);
        yield return new([new Outline().Ellipse(step.At.X, step.At.Y, radius - (Ring * _size), radius - (Ring * _size))], _color);

        // Three figures are made smaller, to stay inside the disc.
        var number = step.Number.ToString(CultureInfo.InvariantCulture);
        var size = number.Length > 2 ? _size * 2 / number.Length : _size;
        var left = step.At.X - (Lines.WidthOf(number, size) / 2);
        yield return new(Lines.Draw(number, left, Math.Round(step.At.Y + (MiddleOfFigures * size), MidpointRounding.AwayFromZero), size).ToList(), _color.Contrast);
    }

    private IEnumerable<Outline> Strokes(IReadOnlyList<PixelPoint> points)
    {
        for (var i = 1; i < points.Count; i++)
        {
            if (points[i] != points[i - 1])
                yield return MarkShapes.Stroke(points[i - 1], points[i], _stroke);
        }
    }
}
