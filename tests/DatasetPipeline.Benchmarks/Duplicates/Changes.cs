using NetVips;
using SkiaSharp;

namespace DatasetPipeline.Benchmarks.Duplicates;

/// <summary>What may happen to a screenshot between two captures of it.</summary>
internal static class Changes
{
    /// <summary>By name: from a picture's PNG to the changed picture's file.</summary>
    public static IReadOnlyDictionary<string, Func<byte[], Random, byte[]>> All { get; } = new Dictionary<string, Func<byte[], Random, byte[]>>(StringComparer.Ordinal)
    {
        ["box"] = (png, random) => Paint(png, (canvas, w, h) => canvas.DrawRect(At(random, w, 0.5f), At(random, h, 0.5f), w * 0.25f, h * 0.12f, Pen(SKColors.Red, w / 250f))),
        ["arrow"] = (png, random) => Paint(png, (canvas, w, h) => canvas.DrawLine(At(random, w, 0.9f), At(random, h, 0.9f), At(random, w, 0.9f), At(random, h, 0.9f), Pen(SKColors.Red, w / 180f))),
        ["highlight"] = (png, random) => Paint(png, (canvas, w, h) => canvas.DrawRect(At(random, w, 0.5f), At(random, h, 0.5f), w * 0.3f, h * 0.08f, new SKPaint { Color = new(255, 235, 0, 110) })),
        ["three marks"] = (png, random) => Paint(png, (canvas, w, h) =>
        {
            for (var i = 0; i < 3; i++)
                canvas.DrawRect(At(random, w, 0.5f), At(random, h, 0.5f), w * 0.25f, h * 0.12f, Pen(SKColors.Red, w / 250f));
        }),
        ["text"] = (png, random) => Paint(png, (canvas, w, h) =>
        {
            using var path = Train.Starter.Glyphs.Outline("This total is wrong", At(random, w, 0.6f), 40 + At(random, h, 0.8f), w / 40f);
            canvas.DrawPath(path, new SKPaint { Color = SKColors.Red, IsAntialias = true });
        }),
        ["JPEG 80"] = (png, _) => Vips(png, image => image.JpegsaveBuffer(q: 80)),
        ["JPEG 50"] = (png, _) => Vips(png, image => image.JpegsaveBuffer(q: 50)),
        ["75 % of the size"] = (png, _) => Vips(png, image => image.Resize(0.75).PngsaveBuffer()),
        ["50 % of the size"] = (png, _) => Vips(png, image => image.Resize(0.5).PngsaveBuffer()),
        ["5 % cut off"] = (png, random) => Crop(png, random, 0.05),
        ["10 % cut off"] = (png, random) => Crop(png, random, 0.1),
        ["5 % cut off, box, JPEG 80"] = (png, random) => Vips(All!["box"](Crop(png, random, 0.05), random), image => image.JpegsaveBuffer(q: 80)),
    };

    public static byte[] Png(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static float At(Random random, float length, float share) => (float)(random.NextDouble() * length * share);

    private static SKPaint Pen(SKColor color, float width) => new() { Color = color, IsStroke = true, StrokeWidth = width, IsAntialias = true };

    private static byte[] Paint(byte[] png, Action<SKCanvas, float, float> draw)
    {
        using var bitmap = SKBitmap.Decode(png);
        using var canvas = new SKCanvas(bitmap);
        draw(canvas, bitmap.Width, bitmap.Height);
        canvas.Flush();
        return Png(bitmap);
    }

    private static byte[] Vips(byte[] png, Func<Image, byte[]> save)
    {
        using var image = Image.NewFromBuffer(png);
        return save(image.HasAlpha() ? image.ExtractBand(0, 3) : image);
    }

    private static byte[] Crop(byte[] png, Random random, double share)
    {
        using var image = Image.NewFromBuffer(png);
        var (width, height) = ((int)(image.Width * (1 - share)), (int)(image.Height * (1 - share)));
        using var part = image.Crop(random.Next(image.Width - width + 1), random.Next(image.Height - height + 1), width, height);
        return part.PngsaveBuffer();
    }
}
