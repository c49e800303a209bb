using DatasetPipeline.Train.Starter;
using SkiaSharp;

namespace DatasetPipeline.Benchmarks.Duplicates;

/// <summary>
/// Screens of one program: the same head, menu and colours around content of one of four layouts. Two numbers of one layout have the
/// same frame, headings and labels, and other content.
/// </summary>
internal sealed class Screen(string layout, int number, int scroll = 0, bool dark = false)
{
    public const int Width = 1280;
    public const int Height = 800;

    public static IReadOnlyList<string> Layouts { get; } = ["table", "form", "dashboard", "dialog"];

    private static readonly string[] Words = "order parcel refund invoice address coupon basket street winter summer lamp chair window garden river north pending shipped returned lost paid open closed urgent normal silver green blue large small kitchen office school market station harbour bridge castle forest island morning evening weekly monthly".Split(' ');

    private readonly Random _random = new(HashCode(layout, number));

    private SKColor Paper => dark ? new(24, 26, 30) : SKColors.White;

    private SKColor Ink => dark ? new(225, 225, 230) : new(32, 36, 44);

    private SKColor Faint => dark ? new(62, 66, 74) : new(222, 225, 230);

    private SKColor Accent => dark ? new(90, 150, 255) : new(37, 99, 235);

    public SKBitmap Draw()
    {
        var bitmap = new SKBitmap(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Paper);
        if (layout == "dialog")
        {
            Dialog(canvas);
            return bitmap;
        }

        Frame(canvas);
        canvas.Save();
        canvas.ClipRect(new(200, 56, Width, Height));
        canvas.Translate(0, -scroll);
        if (layout == "table")
            Table(canvas);
        else if (layout == "form")
            Form(canvas);
        else
            Dashboard(canvas);
        canvas.Restore();
        return bitmap;
    }

    private void Frame(SKCanvas canvas)
    {
        Fill(canvas, 0, 0, Width, 56, Accent);
        Text(canvas, "Harbour Store Admin", 24, 37, 20, SKColors.White);
        Text(canvas, "Search orders, customers, parcels", 420, 36, 14, SKColors.White);
        Text(canvas, "Anna K.", 1180, 36, 14, SKColors.White);
        Fill(canvas, 0, 56, 200, Height - 56, dark ? new(34, 37, 43) : new(245, 246, 248));
        string[] menu = ["Overview", "Orders", "Customers", "Parcels", "Returns", "Invoices", "Reports", "Settings"];
        for (var i = 0; i < menu.Length; i++)
            Text(canvas, menu[i], 32, 104 + (i * 42), 15, Ink);
    }

    private void Table(SKCanvas canvas)
    {
        Text(canvas, "All entries", 224, 100, 22, Ink);
        string[] heads = ["Number", "Name", "State", "City", "Total"];
        for (var i = 0; i < heads.Length; i++)
            Text(canvas, heads[i], 232 + (i * 205), 142, 14, Accent);
        for (var row = 0; row < 24; row++)
        {
            var y = 156 + (row * 38);
            Fill(canvas, 224, y, Width - 248, 1, Faint);
            Text(canvas, $"#{_random.Next(10000, 99999)}", 232, y + 25, 14, Ink);
            Text(canvas, Some(2), 437, y + 25, 14, Ink);
            Text(canvas, Some(1), 642, y + 25, 14, Ink);
            Text(canvas, Some(1), 847, y + 25, 14, Ink);
            Text(canvas, $"${_random.Next(3, 900)}.{_random.Next(10, 99)}", 1052, y + 25, 14, Ink);
        }
    }

    private void Form(SKCanvas canvas)
    {
        Text(canvas, "Edit record", 224, 100, 22, Ink);
        string[] labels = ["Full name", "Street", "City", "Country", "Telephone", "Delivery", "Payment", "Note", "Coupon", "Language", "Reference", "Contact"];
        for (var i = 0; i < labels.Length; i++)
        {
            var y = 130 + (i * 82);
            Text(canvas, labels[i], 232, y + 14, 14, Ink);
            Outline(canvas, 232, y + 24, 460, 38, Faint);
            Text(canvas, Some(_random.Next(1, 5)), 244, y + 49, 15, Ink);
            Text(canvas, Some(_random.Next(3, 7)), 724, y + 49, 13, Ink);
        }
    }

    private void Dashboard(SKCanvas canvas)
    {
        Text(canvas, "Overview", 224, 100, 22, Ink);
        string[] cards = ["Revenue", "Orders", "Visitors", "Returns"];
        for (var i = 0; i < cards.Length; i++)
        {
            Outline(canvas, 224 + (i * 258), 120, 240, 110, Faint);
            Text(canvas, cards[i], 240 + (i * 258), 150, 14, Ink);
            Text(canvas, _random.Next(100, 99999).ToString(System.Globalization.CultureInfo.InvariantCulture), 240 + (i * 258), 195, 30, Accent);
        }

        for (var chart = 0; chart < 4; chart++)
        {
            var (x, y) = (224 + (chart % 2 * 516), 252 + (chart / 2 * 360));
            Outline(canvas, x, y, 498, 340, Faint);
            Text(canvas, Some(2), x + 18, y + 30, 15, Ink);
            if (chart % 2 == 0)
            {
                for (var bar = 0; bar < 14; bar++)
                {
                    var height = _random.Next(20, 250);
                    Fill(canvas, x + 24 + (bar * 33), y + 310 - height, 22, height, new((byte)_random.Next(40, 200), 140, 200));
                }
            }
            else
            {
                using var paint = new SKPaint { Color = Accent, IsStroke = true, StrokeWidth = 3, IsAntialias = true };
                var last = new SKPoint(x + 24, y + _random.Next(60, 300));
                for (var point = 1; point < 16; point++)
                {
                    var next = new SKPoint(x + 24 + (point * 29), y + _random.Next(60, 300));
                    canvas.DrawLine(last, next, paint);
                    last = next;
                }
            }
        }
    }

    // Nearly nothing but a grey area and a question.
    private void Dialog(SKCanvas canvas)
    {
        canvas.Clear(dark ? new(40, 42, 46) : new(236, 238, 241));
        var (width, height) = (440 + _random.Next(160), 190 + _random.Next(90));
        var (x, y) = ((Width - width) / 2, (Height - height) / 2);
        Fill(canvas, x, y, width, height, Paper);
        Outline(canvas, x, y, width, height, Faint);
        Text(canvas, Capital(Some(3)) + "?", x + 24, y + 44, 19, Ink);
        for (var line = 0; line < (height - 130) / 26; line++)
            Text(canvas, Some(_random.Next(4, 6)), x + 24, y + 82 + (line * 26), 14, Ink);
        Outline(canvas, x + width - 230, y + height - 56, 96, 36, Faint);
        Text(canvas, "Cancel", x + width - 206, y + height - 32, 14, Ink);
        Fill(canvas, x + width - 120, y + height - 56, 96, 36, Accent);
        Text(canvas, "Go on", x + width - 94, y + height - 32, 14, SKColors.White);
    }

    private string Some(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[_random.Next(Words.Length)]));

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static void Fill(SKCanvas canvas, float x, float y, float width, float height, SKColor color)
    {
        using var paint = new SKPaint { Color = color };
        canvas.DrawRect(x, y, width, height, paint);
    }

    private static void Outline(SKCanvas canvas, float x, float y, float width, float height, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsStroke = true, StrokeWidth = 1 };
        canvas.DrawRect(x + 0.5f, y + 0.5f, width, height, paint);
    }

    private static void Text(SKCanvas canvas, string text, float x, float baseline, float size, SKColor color)
    {
        using var path = Glyphs.Outline(text, x, baseline, size);
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    private static int HashCode(string layout, int number) => (number * 31) + layout.Sum(c => c * 7919);
}
