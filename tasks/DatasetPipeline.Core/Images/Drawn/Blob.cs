namespace DatasetPipeline.Images.Drawn;

/// <summary>Pixels that touch one another.</summary>
internal sealed class Blob(int left, int top, int width, int height, int count, bool[] pixels)
{
    public int Left => left;

    public int Top => top;

    public int Width => width;

    public int Height => height;

    /// <summary>Of its pixels.</summary>
    public int Count => count;

    /// <summary>Whether it has the pixel, counted from its own corner.</summary>
    public bool this[int x, int y] => pixels[(y * width) + x];

    /// <summary>How many of its pixels are of certain bins.</summary>
    public int CountOf(ushort[] bins, int pictureWidth, bool[] of)
    {
        var met = 0;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                met += this[x, y] && of[bins[((top + y) * pictureWidth) + left + x]] ? 1 : 0;
        }

        return met;
    }

    /// <summary>The pen whose very colour most of its pixels have; -1 where they have none's.</summary>
    public int OwnerOf(ushort[] bins, int pictureWidth, sbyte[] owners)
    {
        var counts = new int[sbyte.MaxValue];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (this[x, y] && owners[bins[((top + y) * pictureWidth) + left + x]] is >= 0 and var owner)
                    counts[owner]++;
            }
        }

        var most = counts.Max();
        return most == 0 ? -1 : Array.IndexOf(counts, most);
    }

    /// <summary>Whether most of it lies on another one or at its edge.</summary>
    public bool LiesOn(Blob other)
    {
        const int Near = 3;
        if (left < other.Left - Near || top < other.Top - Near || left + width > other.Left + other.Width + Near || top + height > other.Top + other.Height + Near)
            return false;
        var met = 0;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                met += this[x, y] && IsNear(left + x - other.Left, top + y - other.Top) ? 1 : 0;
        }

        return met > 0.6 * Count;

        bool IsNear(int x, int y)
        {
            for (var dy = -Near; dy <= Near; dy += Near)
            {
                for (var dx = -Near; dx <= Near; dx += Near)
                {
                    if (x + dx >= 0 && y + dy >= 0 && x + dx < other.Width && y + dy < other.Height && other[x + dx, y + dy])
                        return true;
                }
            }

            return false;
        }
    }

    /// <summary>The share of what lies a little outside of it that is of certain bins.</summary>
    /// <param name="bins">The picture's.</param>
    /// <param name="pictureWidth">In pixels.</param>
    /// <param name="of">Those bins.</param>
    /// <param name="withHoles">Whether what it surrounds lies outside, too.</param>
    public double ShareAround(ushort[] bins, int pictureWidth, bool[] of, bool withHoles)
    {
        const int Away = 3;
        var (all, met, rows) = (0, 0, bins.Length / pictureWidth);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (!this[x, y])
                    continue;
                Look(x, y, -1, 0);
                Look(x, y, 1, 0);
                Look(x, y, 0, -1);
                Look(x, y, 0, 1);
            }
        }

        return all == 0 ? 0 : met / (double)all;

        void Look(int x, int y, int dx, int dy)
        {
            if (Has(x + dx, y + dy) || Has(x + (Away * dx), y + (Away * dy)) || (!withHoles && IsIn(x + (Away * dx), y + (Away * dy))))
                return;
            var (atX, atY) = (left + x + (Away * dx), top + y + (Away * dy));
            if (atX < 0 || atY < 0 || atX >= pictureWidth || atY >= rows)
                return;
            all++;
            met += of[bins[(atY * pictureWidth) + atX]] ? 1 : 0;
        }

        bool IsIn(int x, int y) => x >= 0 && y >= 0 && x < width && y < height;

        bool Has(int x, int y) => IsIn(x, y) && this[x, y];
    }

    /// <summary>The areas of pixels that touch at sides or corners, of those that are large enough.</summary>
    /// <param name="bins">Each pixel's bin, row by row.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="spans">Where pixels may count, in order: most of a screen is grey, and is looked at once.</param>
    /// <param name="wanted">The bins that count.</param>
    /// <param name="leastSide">Of the longer side of one.</param>
    public static IReadOnlyList<Blob> Find(ushort[] bins, int width, IReadOnlyList<Span> spans, bool[] wanted, int leastSide)
    {
        var runs = new List<Span>();
        var parents = new List<int>();
        var (row, rowStart, above, aboveTo) = (-2, 0, 0, 0);
        foreach (var span in spans)
        {
            if (span.Y != row)
                (row, rowStart, above, aboveTo) = (span.Y, runs.Count, span.Y == row + 1 ? rowStart : runs.Count, runs.Count);
            for (var x = span.From; x < span.To; x++)
            {
                if (!wanted[bins[(row * width) + x]])
                    continue;
                var from = x;
                while (x < span.To && wanted[bins[(row * width) + x]])
                    x++;
                parents.Add(runs.Count);
                while (above < aboveTo && runs[above].To < from)
                    above++;
                for (var touching = above; touching < aboveTo && runs[touching].From <= x; touching++)
                    parents[Root(parents, touching)] = Root(parents, runs.Count);
                runs.Add(new(row, from, x));
            }
        }

        return Enumerable.Range(0, runs.Count)
            .GroupBy(run => Root(parents, run))
            .Select(group => Of(group.Select(run => runs[run]).ToList(), leastSide))
            .OfType<Blob>()
            .ToList();
    }

    private static int Root(List<int> parents, int run)
    {
        while (parents[run] != run)
            run = parents[run] = parents[parents[run]];
        return run;
    }

    private static Blob? Of(List<Span> runs, int leastSide)
    {
        var (left, right) = (runs.Min(run => run.From), runs.Max(run => run.To));
        var (top, bottom) = (runs[0].Y, runs[^1].Y + 1);
        var (width, height) = (right - left, bottom - top);
        if (Math.Max(width, height) < leastSide)
            return null;
        var pixels = new bool[width * height];
        foreach (var (y, from, to) in runs)
            pixels.AsSpan(((y - top) * width) + from - left, to - from).Fill(true);
        return new(left, top, width, height, runs.Sum(run => run.To - run.From), pixels);
    }
}
