using DatasetPipeline.Records;
using NetVips;

namespace DatasetPipeline.Images;

/// <summary>A picture's pixels in memory, 8-bit sRGB, to draw on.</summary>
internal sealed class Canvas
{
    /// <summary>Red, green and blue.</summary>
    public const int Bands = 3;

    // (height, width, 3)
    private readonly byte[] _pixels;

    /// <summary>Copies a picture that has three 8-bit bands.</summary>
    public Canvas(Image picture)
    {
        (Width, Height) = (picture.Width, picture.Height);
        _pixels = picture.WriteToMemory<byte>();
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The pixels as a picture, without a copy: nothing may be drawn afterwards.</summary>
    public Image ToImage()
    {
        using var raw = Image.NewFromMemory(_pixels, Width, Height, Bands, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>Hides the whole pixels that a box touches, as far as they are in the picture.</summary>
    public void Redact(Redaction redaction)
    {
        var box = redaction.Box;
        int left = (int)Math.Max(0, Math.Floor(box.X)), right = (int)Math.Min(Width, Math.Ceiling(box.X + box.Width));
        int top = (int)Math.Max(0, Math.Floor(box.Y)), bottom = (int)Math.Min(Height, Math.Ceiling(box.Y + box.Height));
        var (width, height) = (right - left, bottom - top);
        if (width <= 0 || height <= 0)
            return;
        if (redaction.Method == RedactionMethod.Fill)
        {
            for (var y = top; y < bottom; y++)
                Row(y, left, width).Clear();
            return;
        }

        var hidden = new byte[width * height * Bands];
        for (var y = 0; y < height; y++)
            Row(top + y, left, width).CopyTo(hidden.AsSpan(y * width * Bands));
        var mosaic = new Mosaic(hidden, width, height, Math.Max(Width, Height));
        for (var y = 0; y < height; y++)
        {
            var row = Row(top + y, left, width);
            for (var i = 0; i < row.Length; i++)
                row[i] = redaction.Method == RedactionMethod.Mosaic ? mosaic.Sharp(i / Bands, y, i % Bands) : mosaic.Smooth(i / Bands, y, i % Bands);
        }
    }

    /// <summary>Lays the colour over what is covered.</summary>
    public void Paint(Coverage coverage, MarkColor color) => Blend(coverage, color, isMultiplied: false);

    /// <summary>Lays layers one on another, and all of them as one on the picture.</summary>
    public void Paint(IReadOnlyList<Layer> layers, double opacity)
    {
        var coverages = layers.Select(layer => Coverage.Of(layer.Shapes, Width, Height)).ToList();
        // Whole rows: a mark that shines through is rare, and its rows are soon kept.
        var (top, bottom) = opacity < 1 && coverages.Count > 0 ? (coverages.Min(c => c.Top), coverages.Max(c => c.Top + c.Height)) : (0, 0);
        var before = _pixels.AsSpan(top * Width * Bands, (bottom - top) * Width * Bands).ToArray();
        for (var i = 0; i < layers.Count; i++)
            Blend(coverages[i], layers[i].Color, layers[i].IsMultiplied);

        var share = (int)Math.Round(opacity * 255, MidpointRounding.AwayFromZero);
        var after = _pixels.AsSpan(top * Width * Bands, before.Length);
        for (var i = 0; i < before.Length; i++)
            after[i] = (byte)(((before[i] * (255 - share)) + (after[i] * share) + 127) / 255);
    }

    private Span<byte> Row(int y, int left, int width) => _pixels.AsSpan(((y * Width) + left) * Bands, width * Bands);

    private void Blend(Coverage coverage, MarkColor markColor, bool isMultiplied)
    {
        ReadOnlySpan<byte> color = [markColor.R, markColor.G, markColor.B];
        for (var y = coverage.Top; y < coverage.Top + coverage.Height; y++)
        {
            var row = coverage.Row(y);
            var pixels = Row(y, coverage.Left, row.Length);
            // A frame is empty inside, and most of a text's ground is.
            for (var x = row.IndexOfAnyExcept((byte)0); x >= 0; x = Next(row, x))
            {
                for (var band = 0; band < Bands; band++)
                {
                    ref var pixel = ref pixels[(x * Bands) + band];
                    var target = isMultiplied ? ((pixel * color[band]) + 127) / 255 : color[band];
                    pixel = (byte)(((pixel * (255 - row[x])) + (target * row[x]) + 127) / 255);
                }
            }
        }
    }

    private static int Next(ReadOnlySpan<byte> row, int x)
    {
        if (++x < row.Length && row[x] != 0)
            return x;
        var step = x < row.Length ? row[x..].IndexOfAnyExcept((byte)0) : -1;
        return step < 0 ? -1 : x + step;
    }
}
