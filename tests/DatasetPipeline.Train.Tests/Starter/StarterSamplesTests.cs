using DatasetPipeline.Train.Starter;

namespace DatasetPipeline.Train.Tests.Starter;

public sealed class StarterSamplesTests
{
    private static readonly StarterSample[] Some = [.. Enumerable.Range(0, 300).Select(index => StarterSamples.Draw(seed: 11, index))];

    [Fact]
    public void The_same_number_gives_the_same_sample_on_any_thread()
    {
        Parallel.For(0, 60, index =>
        {
            var again = StarterSamples.Draw(seed: 11, index);

            Assert.Equal(Some[index] with { Rgb = again.Rgb }, again);
            Assert.True(Some[index].Rgb.AsSpan().SequenceEqual(again.Rgb));
        });
    }

    [Fact]
    public void Another_seed_or_another_number_gives_another_picture()
    {
        Assert.False(Some[0].Rgb.AsSpan().SequenceEqual(Some[1].Rgb));
        Assert.False(Some[0].Rgb.AsSpan().SequenceEqual(StarterSamples.Draw(seed: 12, 0).Rgb));
    }

    [Fact]
    public void A_picture_has_three_bytes_a_pixel_and_a_side_of_320_to_640()
    {
        Assert.All(Some, sample =>
        {
            Assert.Equal(sample.Width * sample.Height * 3, sample.Rgb.Length);
            Assert.InRange(Math.Max(sample.Width, sample.Height), 320, 640);
        });
    }

    [Fact]
    public void A_caption_says_what_the_mark_is_and_ends_as_a_sentence()
    {
        Assert.All(Some, sample =>
        {
            Assert.Equal(new StarterClaim(sample.Shape, sample.Color, sample.Place, sample.Target), StarterReading.Of(sample.Caption, sample.Language));
            Assert.EndsWith(sample.Language == "zh" ? "。" : ".", sample.Caption);
            Assert.DoesNotContain("{", sample.Caption);
            Assert.True(sample.Language == "zh" || char.IsUpper(sample.Caption[0]), sample.Caption);
        });
    }

    [Fact]
    public void Languages_shapes_colours_and_places_are_balanced_and_every_kind_is_marked()
    {
        Shares(sample => sample.Language, 2);
        Shares(sample => sample.Shape, 5);
        Shares(sample => sample.Color, 6);
        Shares(sample => sample.Place, 9);
        Assert.Equal(Lists.Lines("kinds.txt").Length, Some.Select(sample => sample.Target).Distinct().Count());

        static void Shares(Func<StarterSample, string> of, int count)
        {
            var groups = Some.CountBy(of).ToArray();
            Assert.Equal(count, groups.Length);
            Assert.All(groups, group => Assert.InRange(group.Value * count / (double)Some.Length, 0.6, 1.5));
        }
    }

    [Fact]
    public void The_mark_is_of_the_colour_and_at_the_place_that_are_named()
    {
        // The same screen without its mark does not exist: so count the pixels that are of the colour, in the named third
        // of the picture, where an arrow's tip and an outline's nearer side are at any rate.
        Assert.All(Some.Where(sample => sample.Shape != "highlight"), sample =>
        {
            var place = Places.All.ToList().IndexOf(sample.Place);
            var (column, row) = (place % 3, place / 3);
            var found = 0;
            for (var y = row * sample.Height / 4; y < (row + 2) * sample.Height / 4; y++)
                for (var x = column * sample.Width / 4; x < (column + 2) * sample.Width / 4; x++)
                    if (Named(sample.Rgb.AsSpan(((y * sample.Width) + x) * 3, 3)) == sample.Color)
                        found++;
            Assert.True(found >= 8, $"{found} pixels: {sample.Caption}");
        });
    }

    [Fact]
    public void Every_character_that_is_drawn_is_in_the_font()
    {
        var missing = Lists.Lines("zh.labels.txt").Concat(Lists.Lines("en.labels.txt")).SelectMany(line => line).Where(character => !Glyphs.Has(character)).Distinct();

        Assert.Equal("", string.Concat(missing));
    }

    /// <summary>The name of a strong colour, by its hue in degrees; orange is told from red and yellow as a mark's tones are.</summary>
    private static string? Named(ReadOnlySpan<byte> rgb)
    {
        var (r, g, b) = ((double)rgb[0], (double)rgb[1], (double)rgb[2]);
        var (max, min) = (Math.Max(r, Math.Max(g, b)), Math.Min(r, Math.Min(g, b)));
        if (max - min < 70 || (max - min) / max < 0.5)
            return null;
        var hue = max == r ? (((g - b) / (max - min)) + 6) % 6 : max == g ? ((b - r) / (max - min)) + 2 : ((r - g) / (max - min)) + 4;
        return (hue * 60) switch
        {
            < 12 or > 345 => "red",
            > 20 and < 43 => "orange",
            > 48 and < 66 => "yellow",
            > 100 and < 160 => "green",
            > 200 and < 245 => "blue",
            > 265 and < 305 => "purple",
            _ => null,
        };
    }
}
