using DatasetPipeline.Builds;

namespace DatasetPipeline.Core.Tests.Builds;

public sealed class HistogramTests
{
    [Fact]
    public void No_value_is_no_histogram_and_one_is_a_range_of_one() =>
        Assert.Equal((null, "  7-7  ######################################## 1"), (Histogram.Of([]), Histogram.Of([7])!.Lines().Single()));

    [Theory]
    [InlineData(0, 11, 1, 12)]
    [InlineData(0, 12, 2, 7)]
    [InlineData(95, 1049, 100, 11)]
    [InlineData(1_999_999_999, int.MaxValue, 20_000_000, 9)]
    public void Ranges_are_of_a_round_width_and_at_most_twelve(int least, int most, int width, int ranges)
    {
        var histogram = Histogram.Of([least, most])!;

        Assert.Equal((width, ranges), (histogram.Width, histogram.Counts.Count));
        Assert.Equal((1, 1, 2), (histogram.Counts[0], histogram.Counts[^1], histogram.Counts.Sum()));
        Assert.All(histogram.Ranges, range => Assert.Equal(0, range.From % width));
    }

    [Fact]
    public void A_single_value_beside_thousands_is_still_seen()
    {
        var lines = Histogram.Of([.. Enumerable.Repeat(100, 5000), 131])!.Lines().ToList();

        Assert.Equal(("  100-104  ######################################## 5000", "  105-109  0", "  130-134  # 1"), (lines[0], lines[1], lines[^1]));
    }
}
