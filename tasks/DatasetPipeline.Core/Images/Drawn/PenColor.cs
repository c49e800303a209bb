namespace DatasetPipeline.Images.Drawn;

/// <summary>A full colour that a picture has much of, as a tool's pen would leave it.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
internal sealed record PenColor(int R, int G, int B)
{
    /// <summary>Bins of a histogram: five bits a channel.</summary>
    public const int Bins = 1 << 15;

    // Between grey, which is no pen's colour, and red.
    private const int LeastChroma = 70;
    private const int LeastMixedChroma = 40;
    private const int FewestPixels = 60;
    private const int MostColors = 10;

    // Up to here an antialiased edge or JPEG has the pen's hue, and beyond it begins the next pen's.
    private const double SameHue = 14;
    private const double LikeHue = 32;
    private const double LeastPart = 0.4;
    private const int VeryNear = 30;

    private static readonly (int R, int G, int B)[] Colors = Enumerable.Range(0, Bins).Select(bin => (((bin >> 10) << 3) + 4, (((bin >> 5) & 31) << 3) + 4, ((bin & 31) << 3) + 4)).ToArray();
    private static readonly int[] Chromas = Colors.Select(color => Math.Max(color.R, Math.Max(color.G, color.B)) - Math.Min(color.R, Math.Min(color.G, color.B))).ToArray();
    private static readonly double[] Degrees = Colors.Select(color => DegreesOf(color.R, color.G, color.B)).ToArray();

    /// <summary>The bin of a colour.</summary>
    public static int BinOf(byte r, byte g, byte b) => (r >> 3 << 10) | (g >> 3 << 5) | (b >> 3);

    /// <summary>Where a row's pixels have so much colour that a pen may have left it.</summary>
    public static IReadOnlyList<Span> SpansOf(ushort[] bins, int width)
    {
        // A pen's own shades lie within a ball around it.
        var isColored = Chromas.Select(chroma => chroma >= LeastMixedChroma || chroma >= LeastChroma - (1.5 * VeryNear)).ToArray();
        var spans = new List<Span>();
        for (var y = 0; y < bins.Length / width; y++)
        {
            var row = bins.AsSpan(y * width, width);
            for (var x = 0; x < width; x++)
            {
                if (!isColored[row[x]])
                    continue;
                var from = x;
                while (x < width && isColored[row[x]])
                    x++;
                spans.Add(new(y, from, x));
            }
        }

        return spans;
    }

    /// <summary>The pens' colours that a histogram shows, the most frequent first.</summary>
    public static IReadOnlyList<PenColor> In(int[] histogram)
    {
        var (found, full) = (new List<PenColor>(), Enumerable.Range(0, Bins).Where(bin => histogram[bin] > 0 && Chromas[bin] >= LeastChroma - VeryNear).ToList());
        foreach (var bin in full.Where(bin => Chromas[bin] >= LeastChroma).OrderByDescending(bin => histogram[bin]).ThenBy(bin => bin))
        {
            var color = new PenColor(Colors[bin].R, Colors[bin].G, Colors[bin].B);
            if (found.Exists(pen => pen.Distance(bin) <= VeryNear) || full.Where(near => color.Distance(near) <= VeryNear).Sum(near => histogram[near]) < FewestPixels)
                continue;
            found.Add(color);
            if (found.Count == MostColors)
                break;
        }

        return found;
    }

    /// <summary>Which bins the pen may have left on any ground: its edges are mixed with what lies below.</summary>
    public bool[] Mixed() => Within(SameHue);

    /// <summary>Which bins are so like it that an area of them may be one with an area of its own.</summary>
    public bool[] Like() => Within(LikeHue);

    /// <summary>Which pen's very colour each bin of a histogram is; -1 where it is none's.</summary>
    public static sbyte[] OwnersOf(IReadOnlyList<PenColor> pens, int[] histogram)
    {
        var owners = new sbyte[Bins];
        Array.Fill(owners, (sbyte)-1);
        foreach (var bin in Enumerable.Range(0, Bins).Where(bin => histogram[bin] > 0))
        {
            var (nearest, distance) = (-1, (double)VeryNear);
            for (var pen = 0; pen < pens.Count; pen++)
            {
                if (pens[pen].Distance(bin) is var far && (far < distance || (nearest < 0 && far <= distance)))
                    (nearest, distance) = (pen, far);
            }

            owners[bin] = (sbyte)nearest;
        }

        return owners;
    }

    /// <summary>The colour itself.</summary>
    public MarkColor ToColor() => new((byte)R, (byte)G, (byte)B);

    private bool[] Within(double degrees)
    {
        var bin = BinOf((byte)R, (byte)G, (byte)B);
        var least = Math.Max(LeastMixedChroma, LeastPart * Chromas[bin]);
        return Enumerable.Range(0, Bins).Select(other => Chromas[other] >= least && Apart(Degrees[other], Degrees[bin]) <= degrees).ToArray();
    }

    private double Distance(int bin)
    {
        var (r, g, b) = (Colors[bin].R - R, Colors[bin].G - G, Colors[bin].B - B);
        return Math.Sqrt((r * r) + (g * g) + (b * b));
    }

    private static double Apart(double a, double b) => Math.Min(Math.Abs(a - b), 360 - Math.Abs(a - b));

    private static double DegreesOf(int r, int g, int b)
    {
        var (most, least) = (Math.Max(r, Math.Max(g, b)), Math.Min(r, Math.Min(g, b)));
        if (most == least)
            return 0;
        double span = most - least;
        var sixth = most == r ? ((g - b) / span) + 6 : most == g ? ((b - r) / span) + 2 : ((r - g) / span) + 4;
        return sixth * 60 % 360;
    }
}
