using DatasetPipeline.Benchmarks.Duplicates;
using DatasetPipeline.Language;
using NetVips;
using SkiaSharp;

namespace DatasetPipeline.Benchmarks.Marks;

/// <summary>A screen with one mark drawn in, as capture tools draw them: which kind, colour, width, place and look the number decides.</summary>
internal sealed class DrawnScreen
{
    private static readonly (Hue Hue, SKColor[] Shades)[] Colors =
    [
        (Hue.Red, [SKColors.Red, new(237, 28, 36), new(229, 57, 53)]),
        (Hue.Green, [new(0, 200, 0), new(34, 177, 76), new(76, 175, 80)]),
        (Hue.Yellow, [new(255, 242, 0), new(255, 235, 59)]),
        (Hue.Blue, [SKColors.Blue, new(0, 80, 239), new(63, 72, 204)]),
        (Hue.Orange, [new(255, 127, 39), new(255, 152, 0)]),
        (Hue.Purple, [new(163, 73, 164), new(128, 0, 200)]),
    ];

    private static readonly string[] Kinds = ["box", "rounded box", "ellipse", "arrow", "open arrow", "highlight"];

    public static IReadOnlyList<string> Files { get; } = ["PNG", "JPEG 90", "JPEG 75"];

    /// <summary>Draws it. Highlights lie over dark text on a light ground, as people use them.</summary>
    public DrawnScreen(int number)
    {
        var random = new Random(number);
        var layout = Screen.Layouts[number % Screen.Layouts.Count];
        using var bitmap = new Screen(layout, number, dark: number % 5 == 4).Draw();
        using var canvas = new SKCanvas(bitmap);
        (Layout, Kind, Stroke) = (layout, Kinds[random.Next(number % 5 == 4 ? Kinds.Length - 1 : Kinds.Length)], 2 + random.Next(7));
        var (hue, shades) = Colors[random.Next(Colors.Length)];
        // Nobody highlights text with a dark pen.
        if (Kind == "highlight")
            (hue, shades) = random.Next(3) == 0 ? (Hue.Green, new SKColor[] { new(0, 230, 0) }) : (Hue.Yellow, [new(255, 230, 0), new(255, 245, 0)]);
        (Hue, IsShadowed) = (hue, Kind != "highlight" && random.Next(3) == 0);
        using var paint = new SKPaint { Color = shades[random.Next(shades.Length)], IsStroke = Kind != "highlight", StrokeWidth = Stroke, IsAntialias = random.Next(4) != 0, StrokeCap = SKStrokeCap.Round, StrokeJoin = SKStrokeJoin.Miter };
        using var shadow = SKImageFilter.CreateDropShadow(3, 3, 3, 3, new(0, 0, 0, 120));
        if (IsShadowed)
            paint.ImageFilter = shadow;

        var (width, height) = (60 + random.Next(360), 26 + random.Next(140));
        var (x, y) = (20 + random.Next(Screen.Width - width - 40), 20 + random.Next(Screen.Height - height - 40));
        var rect = new SKRect(x, y, x + width, y + height);
        switch (Kind)
        {
            case "box":
                canvas.DrawRect(rect, paint);
                break;
            case "rounded box":
                canvas.DrawRoundRect(rect, 8, 8, paint);
                break;
            case "ellipse":
                canvas.DrawOval(rect, paint);
                break;
            case "highlight":
                // Over a line of text; with one tool multiplied, with the other laid over.
                do
                {
                    var corner = new SKPoint(20 + random.Next(Screen.Width - width - 40), 20 + random.Next(Screen.Height - 80));
                    rect = new(corner.X, corner.Y, corner.X + width, corner.Y + 26 + random.Next(20));
                }
                while (!HoldsText(bitmap, rect));
                paint.BlendMode = random.Next(2) == 0 ? SKBlendMode.Multiply : SKBlendMode.SrcOver;
                paint.Color = paint.Color.WithAlpha((byte)(paint.BlendMode == SKBlendMode.Multiply ? 255 : 110));
                paint.IsAntialias = false;
                canvas.DrawRect(rect, paint);
                break;
            default:
                rect = Arrow(canvas, rect, random.Next(2) == 0, paint);
                break;
        }

        canvas.Flush();
        Box = rect;
        Png = Changes.Png(bitmap);
    }

    public string Layout { get; }

    public string Kind { get; }

    public int Stroke { get; }

    public bool IsShadowed { get; }

    public Hue Hue { get; }

    /// <summary>Around the middle of the stroke.</summary>
    public SKRect Box { get; }

    public byte[] Png { get; }

    public MarkKinds Named => Kind switch
    {
        "box" or "rounded box" => MarkKinds.Box,
        "ellipse" => MarkKinds.Ellipse,
        "highlight" => MarkKinds.Highlight,
        _ => MarkKinds.Arrow,
    };

    /// <summary>The picture as one of <see cref="Files"/>.</summary>
    public static byte[] As(byte[] png, string file)
    {
        if (file == "PNG")
            return png;
        using var image = Image.NewFromBuffer(png);
        using var plain = image.HasAlpha() ? image.ExtractBand(0, 3) : image.Copy();
        return plain.JpegsaveBuffer(q: file == "JPEG 90" ? 90 : 75);
    }

    private static bool HoldsText(SKBitmap bitmap, SKRect rect)
    {
        var (all, other) = (0, 0);
        var ground = bitmap.GetPixel((int)rect.Left, (int)rect.Top);
        if (ground.Green < 200)
            return false;
        for (var y = (int)rect.Top; y < rect.Bottom; y += 2)
        {
            for (var x = (int)rect.Left; x < rect.Right; x += 2)
            {
                var pixel = bitmap.GetPixel(x, y);
                if (Math.Abs(pixel.Red - pixel.Blue) > 40)
                    return false;
                (all, other) = (all + 1, other + (pixel.Green > ground.Green - 90 ? 0 : 1));
            }
        }

        return other > 0.04 * all && other < 0.4 * all;
    }

    private SKRect Arrow(SKCanvas canvas, SKRect within, bool turned, SKPaint paint)
    {
        var from = new SKPoint(within.Left, turned ? within.Bottom : within.Top);
        var to = new SKPoint(within.Right, turned ? within.Top : within.Bottom);
        var length = SKPoint.Distance(from, to);
        var (ux, uy) = ((to.X - from.X) / length, (to.Y - from.Y) / length);
        var (head, half) = (10 + (3.5f * Stroke), 5 + (1.5f * Stroke));
        var left = new SKPoint(to.X - (head * ux) + (half * uy), to.Y - (head * uy) - (half * ux));
        var right = new SKPoint(to.X - (head * ux) - (half * uy), to.Y - (head * uy) + (half * ux));
        using var path = new SKPath();
        path.MoveTo(from);
        path.LineTo(Kind == "arrow" ? new(to.X - (head * 0.8f * ux), to.Y - (head * 0.8f * uy)) : to);
        canvas.DrawPath(path, paint);
        using var point = new SKPath();
        point.MoveTo(left);
        point.LineTo(to);
        point.LineTo(right);
        if (Kind == "arrow")
            point.Close();
        paint.IsStroke = Kind != "arrow";
        canvas.DrawPath(point, paint);
        return within;
    }
}
