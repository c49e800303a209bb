using System.Numerics;

namespace DatasetPipeline.Duplicates;

/// <summary>
/// Finds landmarks: corners, as the letters, icons and frames of a screen have them, each with 64 comparisons of brightness
/// around it. They move with what they show, so a scroll or a crop leaves most of them as they were.
/// </summary>
internal static class Landmarks
{
    /// <summary>So many at most: the strongest, spread over the picture.</summary>
    public const int Most = 64;

    // The window that a hash is of: 9 × 8 cells of 4 pixels, compared with their neighbour on the right.
    private const int Cell = 4;
    private const int HalfWidth = 9 * Cell / 2;
    private const int HalfHeight = 8 * Cell / 2;

    // Less than this between two cells is the noise of JPEG.
    private const int Noise = 3;

    // Windows that are nearly flat look the same everywhere.
    private const int FewestBits = 10;

    // One landmark in a square of this side.
    private const int Spacing = 10;

    public static Landmark[] Of(GrayImage image)
    {
        if (image.Width < 2 * HalfWidth || image.Height < 2 * HalfHeight)
            return [];
        var sums = image.Sums();
        return Corners(image)
            .Select(corner => new Landmark((ushort)corner.X, (ushort)corner.Y, HashAt(image, sums, corner.X, corner.Y)))
            .Where(landmark => BitOperations.PopCount(landmark.Hash) is >= FewestBits and <= 64 - FewestBits)
            .Take(Most)
            .ToArray();
    }

    // The strongest of each square, strongest first.
    private static List<(int X, int Y)> Corners(GrayImage image)
    {
        var (width, height) = (image.Width, image.Height);
        using var scratch = new Scratch<float>(width * height);
        var strength = scratch.Values;
        Measure(image, strength);
        var best = new List<(double Strength, int X, int Y)>();
        for (var top = HalfHeight; top < height - HalfHeight; top += Spacing)
        {
            for (var left = HalfWidth; left < width - HalfWidth; left += Spacing)
            {
                var (most, atX, atY) = (0.0, 0, 0);
                for (var y = top; y < Math.Min(top + Spacing, height - HalfHeight); y++)
                {
                    for (var x = left; x < Math.Min(left + Spacing, width - HalfWidth); x++)
                    {
                        if (strength[(y * width) + x] > most && IsPeak(strength, width, x, y))
                            (most, atX, atY) = (strength[(y * width) + x], x, y);
                    }
                }

                if (most > 0)
                    best.Add((most, atX, atY));
            }
        }

        return best.OrderByDescending(corner => corner.Strength).ThenBy(corner => corner.Y).ThenBy(corner => corner.X).Select(corner => (corner.X, corner.Y)).ToList();
    }

    private static bool IsPeak(float[] strength, int width, int x, int y)
    {
        var own = strength[(y * width) + x];
        for (var dy = -2; dy <= 2; dy++)
        {
            for (var dx = -2; dx <= 2; dx++)
            {
                if (strength[((y + dy) * width) + x + dx] > own)
                    return false;
            }
        }

        return true;
    }

    // The smaller eigenvalue of the gradients' covariance over 5 × 5 pixels (Shi and Tomasi, 1994).
    private static void Measure(GrayImage image, float[] strength)
    {
        var (width, height, pixels) = (image.Width, image.Height, image.Pixels);
        using var first = new Scratch<int>(width * height);
        using var second = new Scratch<int>(width * height);
        using var third = new Scratch<int>(width * height);
        var (xx, xy, yy) = (first.Values, second.Values, third.Values);
        foreach (var values in (int[][])[xx, xy, yy])
            values.AsSpan(0, width * height).Clear();
        for (var y = 1; y < height - 1; y++)
        {
            for (var x = 1; x < width - 1; x++)
            {
                var i = (y * width) + x;
                var gx = pixels[i + 1] - pixels[i - 1];
                var gy = pixels[i + width] - pixels[i - width];
                (xx[i], xy[i], yy[i]) = (gx * gx, gx * gy, gy * gy);
            }
        }

        BoxSum(xx, width, height);
        BoxSum(xy, width, height);
        BoxSum(yy, width, height);
        for (var i = 0; i < width * height; i++)
        {
            var (a, b, c) = ((double)xx[i], (double)xy[i], (double)yy[i]);
            strength[i] = (float)((a + c - Math.Sqrt(((a - c) * (a - c)) + (4 * b * b))) / 2);
        }
    }

    private static void BoxSum(int[] values, int width, int height)
    {
        using var scratch = new Scratch<int>(width * height);
        var lines = scratch.Values;
        lines.AsSpan(0, width * height).Clear();
        for (var y = 0; y < height; y++)
        {
            for (var x = 2; x < width - 2; x++)
            {
                var i = (y * width) + x;
                lines[i] = values[i - 2] + values[i - 1] + values[i] + values[i + 1] + values[i + 2];
            }
        }

        values.AsSpan(0, width * height).Clear();
        for (var y = 2; y < height - 2; y++)
        {
            for (var x = 2; x < width - 2; x++)
            {
                var i = (y * width) + x;
                values[i] = lines[i - (2 * width)] + lines[i - width] + lines[i] + lines[i + width] + lines[i + (2 * width)];
            }
        }
    }

    private static ulong HashAt(GrayImage image, int[] sums, int x, int y)
    {
        var stride = image.Width + 1;
        Span<int> cells = stackalloc int[9 * 8];
        for (var row = 0; row < 8; row++)
        {
            for (var column = 0; column < 9; column++)
            {
                var (left, top) = (x - HalfWidth + (column * Cell), y - HalfHeight + (row * Cell));
                cells[(row * 9) + column] = sums[((top + Cell) * stride) + left + Cell] - sums[(top * stride) + left + Cell]
                    - sums[((top + Cell) * stride) + left] + sums[(top * stride) + left];
            }
        }

        var hash = 0UL;
        for (var row = 0; row < 8; row++)
        {
            for (var column = 0; column < 8; column++)
            {
                hash <<= 1;
                if (cells[(row * 9) + column] - cells[(row * 9) + column + 1] > Noise * Cell * Cell)
                    hash |= 1;
            }
        }

        return hash;
    }
}
