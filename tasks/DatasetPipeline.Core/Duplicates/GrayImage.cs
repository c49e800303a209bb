using DatasetPipeline.Images;

namespace DatasetPipeline.Duplicates;

/// <summary>The brightness of a picture, a byte a pixel, from top to bottom.</summary>
internal sealed record GrayImage(int Width, int Height, byte[] Pixels)
{
    /// <summary>From three bands of sRGB, with the weights of BT.601.</summary>
    public static GrayImage Of(int width, int height, ReadOnlySpan<byte> rgb)
    {
        var pixels = new byte[width * height];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(((77 * rgb[3 * i]) + (150 * rgb[(3 * i) + 1]) + (29 * rgb[(3 * i) + 2])) >> 8);
        return new(width, height, pixels);
    }

    /// <summary>By how much a picture is made smaller so that its longest side has so many pixels; never larger than 1.</summary>
    public static double ScaleTo(int longest, int width, int height) => Math.Min(1, (double)longest / Math.Max(width, height));

    /// <summary>A smaller one: each pixel is the mean of what it covers.</summary>
    public GrayImage Shrink(double scale)
    {
        if (scale >= 1)
            return this;
        var (width, height) = (Math.Max(1, (int)Math.Round(Width * scale)), Math.Max(1, (int)Math.Round(Height * scale)));
        var columns = Spans(Width, width);
        var rows = Spans(Height, height);
        using var scratch = new Scratch<float>(width * Height);
        var narrow = scratch.Values;
        for (var y = 0; y < Height; y++)
        {
            var line = Pixels.AsSpan(y * Width, Width);
            for (var x = 0; x < width; x++)
            {
                var (first, weights) = columns[x];
                var sum = 0f;
                for (var k = 0; k < weights.Length; k++)
                    sum += weights[k] * line[first + k];
                narrow[(y * width) + x] = sum;
            }
        }

        var pixels = new byte[width * height];
        var sums = new float[width];
        for (var y = 0; y < height; y++)
        {
            var (first, weights) = rows[y];
            Array.Clear(sums);
            for (var k = 0; k < weights.Length; k++)
            {
                var line = narrow.AsSpan((first + k) * width, width);
                for (var x = 0; x < width; x++)
                    sums[x] += weights[k] * line[x];
            }

            for (var x = 0; x < width; x++)
                pixels[(y * width) + x] = (byte)Math.Clamp(sums[x] + 0.5f, 0, 255);
        }

        return new(width, height, pixels);
    }

    /// <summary>The sums over all rectangles that begin in the upper left corner; one row and one column of zeros come first.</summary>
    public int[] Sums()
    {
        var sums = new int[(Width + 1) * (Height + 1)];
        for (var y = 0; y < Height; y++)
        {
            var line = 0;
            for (var x = 0; x < Width; x++)
            {
                line += Pixels[(y * Width) + x];
                sums[((y + 1) * (Width + 1)) + x + 1] = sums[(y * (Width + 1)) + x + 1] + line;
            }
        }

        return sums;
    }

    // Which pixels each of fewer covers, and how much of each.
    private static (int First, float[] Weights)[] Spans(int from, int to)
    {
        var spans = new (int, float[])[to];
        var step = (double)from / to;
        for (var i = 0; i < to; i++)
        {
            var (start, end) = (i * step, Math.Min(from, (i + 1) * step));
            var first = (int)start;
            var last = Math.Min(from - 1, (int)Math.Ceiling(end) - 1);
            var weights = new float[last - first + 1];
            for (var k = first; k <= last; k++)
                weights[k - first] = (float)((Math.Min(end, k + 1) - Math.Max(start, k)) / step);
            spans[i] = (first, weights);
        }

        return spans;
    }
}
