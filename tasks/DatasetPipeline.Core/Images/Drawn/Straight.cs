namespace DatasetPipeline.Images.Drawn;

/// <summary>A blob that goes straight from one point to another.</summary>
/// <param name="Length">From end to end.</param>
/// <param name="Width">The stroke's.</param>
/// <param name="IsArrow">Whether one end is broad.</param>
internal sealed record Straight(double Length, double Width, bool IsArrow)
{
    private const double LeastRatio = 4;
    private const double LeastHead = 1.9;

    /// <summary>Null where it does not.</summary>
    public static Straight? Of(Blob blob)
    {
        double n = 0, sumX = 0, sumY = 0, xx = 0, yy = 0, xy = 0;
        for (var y = 0; y < blob.Height; y++)
        {
            for (var x = 0; x < blob.Width; x++)
            {
                if (!blob[x, y])
                    continue;
                n++;
                sumX += x;
                sumY += y;
                xx += (double)x * x;
                yy += (double)y * y;
                xy += (double)x * y;
            }
        }

        var (meanX, meanY) = (sumX / n, sumY / n);
        var angle = 0.5 * Math.Atan2(2 * ((xy / n) - (meanX * meanY)), (xx / n) - (meanX * meanX) - ((yy / n) - (meanY * meanY)));
        var (uy, ux) = Math.SinCos(angle);

        // How far it reaches to either side of the axis, step by step along it.
        var half = (int)Math.Ceiling(Math.Sqrt((blob.Width * blob.Width) + (blob.Height * blob.Height))) + 1;
        var (low, high, counts) = (new double[(2 * half) + 1], new double[(2 * half) + 1], new int[(2 * half) + 1]);
        for (var y = 0; y < blob.Height; y++)
        {
            for (var x = 0; x < blob.Width; x++)
            {
                if (!blob[x, y])
                    continue;
                var along = (int)Math.Round(((x - meanX) * ux) + ((y - meanY) * uy)) + half;
                var across = ((y - meanY) * ux) - ((x - meanX) * uy);
                (low[along], high[along]) = counts[along] == 0 ? (across, across) : (Math.Min(low[along], across), Math.Max(high[along], across));
                counts[along]++;
            }
        }

        var first = Array.FindIndex(counts, count => count > 0);
        var last = Array.FindLastIndex(counts, count => count > 0);
        var widths = Enumerable.Range(first, last - first + 1).Select(at => counts[at] == 0 ? 0 : high[at] - low[at] + 1).ToList();
        var length = widths.Count;
        var width = widths.Order().ElementAt(length / 2);
        // No gaps, and what lies between the outermost pixels of most of it is filled.
        if (length < LeastRatio * width || widths.Contains(0) || n < 0.55 * length * width || widths.Max() > Math.Max(0.45 * length, 3 * width))
            return null;

        var end = Math.Max(4, length * 2 / 5);
        var (head, tail) = (widths.Take(end).Max(), widths.Skip(length - end).Max());
        var middle = widths.Skip(end).Take(Math.Max(1, length - (2 * end))).Max();
        var (broad, narrow) = (Math.Max(head, tail), Math.Min(head, tail));
        if (broad >= LeastHead * width && broad >= width + 4 && narrow <= (1.6 * width) + 1.5)
            return new(length, width, IsArrow: true);
        return broad <= (1.5 * width) + 1.5 && middle <= (1.5 * width) + 1.5 ? new(length, width, IsArrow: false) : null;
    }
}
