using SkiaSharp;

namespace DatasetPipeline.Train.Starter;

/// <summary>A picture in the making: what draws on it, and what has been drawn that can be marked.</summary>
internal sealed class Sketch(SKCanvas canvas, Area area, string language, StarterRandom random)
{
    private readonly Dictionary<string, int> labels = [];

    public Area Area => area;

    public StarterRandom Random => random;

    public Theme Theme { get; } = Theme.Pick(random);

    /// <summary>The size of plain text in pixels: every other size is a multiple of it.</summary>
    public float Unit { get; } = MathF.Max(5.5f, MathF.Max(area.Width, area.Height) * random.Between(0.0125f, 0.021f));

    /// <summary>The radius of rounded corners.</summary>
    public float Radius { get; } = random.Pick([0f, 1.5f, 3f, 5f]);

    public List<Element> Elements { get; } = [];

    public void Add(string kind, Area where, string? label = null) => Elements.Add(new(kind, where, label));

    /// <summary>One of the texts that stand on elements of this sort; all come before one comes again.</summary>
    public string Label(string category)
    {
        var texts = Labels.Of(language)[category];
        var next = labels.TryGetValue(category, out var last) ? last + 1 : random.Below(texts.Length);
        labels[category] = next;
        return texts[next % texts.Length];
    }

    public void Fill(Area where, SKColor color, float radius = 0)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawRoundRect(Rect(where), radius, radius, paint);
    }

    public void Outline(Area where, SKColor color, float thickness = 1, float radius = 0)
    {
        using var paint = Stroke(color, thickness);
        canvas.DrawRoundRect(Rect(where), radius, radius, paint);
    }

    /// <summary>A filled rectangle with a border.</summary>
    public void Box(Area where, SKColor color, SKColor border, float radius)
    {
        Fill(where, color, radius);
        Outline(where.Inset(0.5f), border, 1, radius);
    }

    public void Oval(Area where, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawOval(Rect(where), paint);
    }

    public void OvalOutline(Area where, SKColor color, float thickness)
    {
        using var paint = Stroke(color, thickness);
        canvas.DrawOval(Rect(where), paint);
    }

    public void Polygon(SKColor color, params ReadOnlySpan<SKPoint> points)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        using var path = Path(points);
        path.Close();
        canvas.DrawPath(path, paint);
    }

    public void Polyline(SKColor color, float thickness, params ReadOnlySpan<SKPoint> points)
    {
        using var paint = Stroke(color, thickness);
        using var path = Path(points);
        canvas.DrawPath(path, paint);
    }

    /// <summary>Draws only inside an oval until the result is disposed.</summary>
    public IDisposable InsideOval(Area where)
    {
        var restore = new SKAutoCanvasRestore(canvas);
        using var path = new SKPath();
        path.AddOval(Rect(where));
        canvas.ClipPath(path, SKClipOperation.Intersect, antialias: true);
        return restore;
    }

    /// <summary>
    /// A line of text, centred over the area's height and aligned by the share of free width to its left. Too long a text
    /// is cut. What is returned is the part of the area that the text covers.
    /// </summary>
    public Area Text(string text, Area where, SKColor color, float size = 1, float align = 0)
    {
        var pixels = Unit * size;
        while (text.Length > 1 && Glyphs.Measure(text, pixels) > where.Width)
            text = text[..^1];

        var width = Glyphs.Measure(text, pixels);
        var x = where.X + MathF.Max(0, (where.Width - width) * align);
        using var outline = Glyphs.Outline(text, x, where.CenterY + (pixels * 0.36f), pixels);
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawPath(outline, paint);
        return new(x, where.CenterY - (pixels * 0.6f), width, pixels * 1.2f);
    }

    /// <summary>Grey bars that stand for lines of text, from the top of the area.</summary>
    public void Bars(Area where, SKColor color)
    {
        foreach (var row in where.Rows(MathF.Max(1.5f, Unit * 0.45f), Unit * 0.75f))
            Fill(row with { Width = row.Width * random.Between(0.55f, 1f) }, color, Unit * 0.2f);
    }

    private static SKPaint Stroke(SKColor color, float thickness) => new()
    {
        Color = color,
        IsAntialias = true,
        IsStroke = true,
        StrokeWidth = thickness,
        StrokeJoin = SKStrokeJoin.Round,
        StrokeCap = SKStrokeCap.Round,
    };

    private static SKRect Rect(Area where) => new(where.X, where.Y, where.Right, where.Bottom);

    private static SKPath Path(ReadOnlySpan<SKPoint> points)
    {
        var path = new SKPath();
        path.MoveTo(points[0]);
        foreach (var point in points[1..])
            path.LineTo(point);
        return path;
    }
}
