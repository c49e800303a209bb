using System.Globalization;

namespace DatasetPipeline.Builds;

/// <summary>How often values lie in ranges of one width.</summary>
/// <param name="First">The least value of the first range.</param>
/// <param name="Width">The values in each range.</param>
/// <param name="Counts">How many lie in each; neither the first nor the last is 0.</param>
/// <param name="Limit">What no value may be over, if there is such a limit.</param>
public sealed record Histogram(int First, int Width, IReadOnlyList<int> Counts, int? Limit)
{
    private const int MostRanges = 12;
    private const int LongestBar = 40;

    /// <summary>The ranges, each with how many values lie in it.</summary>
    public IEnumerable<(int From, int To, int Count)> Ranges => Counts.Select((count, i) => (First + (i * Width), First + ((i + 1) * Width) - 1, count));

    /// <summary>Counts values in at most twelve ranges, whose width is 1, 2 or 5 and zeros; null where there are no values.</summary>
    public static Histogram? Of(IReadOnlyCollection<int> values, int? limit = null)
    {
        if (values.Count == 0)
            return null;
        var (least, most) = (values.Min(), values.Max());
        var width = Widths().First(width => (most / width) - (least / width) < MostRanges);
        var counts = new int[(most / width) - (least / width) + 1];
        foreach (var value in values)
            counts[(value / width) - (least / width)]++;
        return new(least / width * width, width, counts, limit);
    }

    /// <summary>One line a range, for a console: <c>  120-139  ########## 17</c>.</summary>
    public IEnumerable<string> Lines()
    {
        var (most, digits) = (Counts.Max(), Ranges.Last().To.ToString(CultureInfo.InvariantCulture).Length);
        return Ranges.Select(range => string.Create(
            CultureInfo.InvariantCulture,
            $"  {range.From.ToString(CultureInfo.InvariantCulture).PadLeft(digits)}-{range.To.ToString(CultureInfo.InvariantCulture).PadRight(digits)}  {new string('#', BarOf(range.Count, most))}{(range.Count > 0 ? " " : "")}{range.Count}"));
    }

    // One value among thousands is still to be seen.
    private static int BarOf(int count, int most) => count == 0 ? 0 : Math.Max(1, (int)((long)count * LongestBar / most));

    private static IEnumerable<int> Widths()
    {
        for (var width = 1; width <= 100_000_000; width *= 10)
        {
            yield return width;
            yield return 2 * width;
            yield return 5 * width;
        }
    }
}
