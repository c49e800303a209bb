using SkiaSharp;

namespace DatasetPipeline.Train.Starter;

/// <summary>Draws a mark over an element, as the build of a dataset does.</summary>
internal static class Mark
{
    public static IReadOnlyList<string> Shapes { get; } = ["box", "ellipse", "arrow", "highlight", "line"];

    public static IReadOnlyList<string> Colors { get; } = ["red", "blue", "green", "orange", "purple", "yellow"];

    /// <summary>The colours that go by a name; the first is CSS's and the most frequent.</summary>
    private static readonly Dictionary<string, uint[]> Tones = new()
    {
        ["red"] = [0xFFFF0000, 0xFFE02020, 0xFFD32F2F, 0xFFEF2B2B],
        ["blue"] = [0xFF0000FF, 0xFF1E50FF, 0xFF2563EB, 0xFF1565C0],
        ["green"] = [0xFF008000, 0xFF16A34A, 0xFF00A020, 0xFF2E9E3F],
        ["orange"] = [0xFFFFA500, 0xFFFF8C00, 0xFFFB8C00, 0xFFF97316],
        ["purple"] = [0xFF800080, 0xFF9333EA, 0xFF8E24AA, 0xFF7B1FA2],
        ["yellow"] = [0xFFFFFF00, 0xFFFFEB00, 0xFFFDE000, 0xFFFFF04D],
    };

    public static SKColor Tone(string color, StarterRandom random) => new(Tones[color][random.Chance(0.5f) ? 0 : random.Below(4)]);

    public static void Draw(Sketch s, string shape, SKColor color, Area target)
    {
        var random = s.Random;
        var thickness = MathF.Max(s.Area.Width, s.Area.Height) * random.Between(0.003f, 0.0065f);
        var around = Within(target.Inset(-random.Between(1f, 5f)), s.Area.Inset(thickness));
        switch (shape)
        {
            case "box":
                s.Outline(around, color, thickness, random.Chance(0.25f) ? 3 : 0);
                break;
            case "ellipse":
                s.OvalOutline(Within(target.Inset(-3 - (target.Width * 0.08f), -3 - (target.Height * 0.14f)), s.Area.Inset(thickness)), color, thickness);
                break;
            case "highlight":
                s.Fill(around, color.WithAlpha((byte)random.Between(90, 140)));
                break;
            case "line":
                Underline(s, color, thickness, target);
                break;
            default:
                Arrow(s, color, thickness, target);
                break;
        }
    }

    private static void Underline(Sketch s, SKColor color, float thickness, Area target)
    {
        var y = MathF.Min(target.Bottom + random(1.5f, 3.5f), s.Area.Bottom - (2 * thickness));
        var wave = s.Random.Chance(0.5f) ? 0 : thickness * 0.8f;
        var points = new SKPoint[7];
        for (var i = 0; i < points.Length; i++)
            points[i] = new(target.X + (target.Width * i / 6), y + random(-wave, wave));
        s.Polyline(color, thickness, points);

        float random(float low, float high) => s.Random.Between(low, high);
    }

    /// <summary>A straight shaft and a filled head whose tip is at the target's edge.</summary>
    private static void Arrow(Sketch s, SKColor color, float thickness, Area target)
    {
        var tail = Tail(s, target);
        var (dx, dy) = (target.CenterX - tail.X, target.CenterY - tail.Y);
        var length = MathF.Sqrt((dx * dx) + (dy * dy));
        (dx, dy) = (dx / length, dy / length);

        // From the centre back to the edge, and never further than the middle of the way to the tail.
        var edge = MathF.Min(target.Width / 2 / MathF.Max(MathF.Abs(dx), 0.001f), target.Height / 2 / MathF.Max(MathF.Abs(dy), 0.001f));
        var back = MathF.Min(edge * s.Random.Between(0.7f, 1.05f), length * 0.5f);
        var tip = new SKPoint(target.CenterX - (dx * back), target.CenterY - (dy * back));
        var head = thickness * s.Random.Between(3.5f, 5f);
        var neck = new SKPoint(tip.X - (dx * head), tip.Y - (dy * head));
        s.Polyline(color, thickness, tail, neck);
        s.Polygon(color, tip, new(neck.X - (dy * head * 0.5f), neck.Y + (dx * head * 0.5f)), new(neck.X + (dy * head * 0.5f), neck.Y - (dx * head * 0.5f)));
    }

    /// <summary>A point in the picture, out of the target and not too near it.</summary>
    private static SKPoint Tail(Sketch s, Area target)
    {
        var inner = s.Area.Inset(4);
        var reach = MathF.Max(s.Area.Width, s.Area.Height) * s.Random.Between(0.1f, 0.2f);
        while (true)
        {
            var tail = new SKPoint(
                Math.Clamp(target.CenterX + s.Random.Between(-1f, 1f) * ((target.Width / 2) + reach), inner.X, inner.Right),
                Math.Clamp(target.CenterY + s.Random.Between(-1f, 1f) * ((target.Height / 2) + reach), inner.Y, inner.Bottom));
            var (x, y) = (MathF.Max(target.X - tail.X, tail.X - target.Right), MathF.Max(target.Y - tail.Y, tail.Y - target.Bottom));
            if (MathF.Max(x, y) > reach * 0.4f)
                return tail;
        }
    }

    private static Area Within(Area area, Area bounds)
    {
        var (x, y) = (MathF.Max(area.X, bounds.X), MathF.Max(area.Y, bounds.Y));
        return new(x, y, MathF.Min(area.Right, bounds.Right) - x, MathF.Min(area.Bottom, bounds.Bottom) - y);
    }
}
