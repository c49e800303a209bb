using DatasetPipeline.Images;

namespace DatasetPipeline.Language;

/// <summary>What a colour is called.</summary>
public static class Hues
{
    private const double GreySaturation = 0.25;

    /// <summary>All names that a colour may be given: on the border of two, both.</summary>
    public static IReadOnlyList<Hue> NamesOf(MarkColor color)
    {
        var (most, least) = (Math.Max(color.R, Math.Max(color.G, color.B)), Math.Min(color.R, Math.Min(color.G, color.B)));
        if (most < 60)
            return [Hue.Black];
        if (most - least < GreySaturation * most)
            return most > 215 ? [Hue.White, Hue.Gray] : [Hue.Gray];

        return DegreesOf(color, most, least) switch
        {
            < 12 => [Hue.Red],
            < 20 => [Hue.Red, Hue.Orange],
            < 42 => [Hue.Orange],
            < 50 => [Hue.Orange, Hue.Yellow],
            < 66 => [Hue.Yellow],
            < 80 => [Hue.Yellow, Hue.Green],
            < 155 => [Hue.Green],
            < 170 => [Hue.Green, Hue.Cyan],
            < 195 => [Hue.Cyan],
            < 210 => [Hue.Cyan, Hue.Blue],
            < 245 => [Hue.Blue],
            < 262 => [Hue.Blue, Hue.Purple],
            < 290 => [Hue.Purple],
            < 305 => [Hue.Purple, Hue.Pink],
            < 338 => [Hue.Pink],
            < 350 => [Hue.Pink, Hue.Red],
            _ => [Hue.Red],
        };
    }

    private static double DegreesOf(MarkColor color, int most, int least)
    {
        double span = most - least;
        var sixth = most == color.R ? ((color.G - color.B) / span) + 6
            : most == color.G ? ((color.B - color.R) / span) + 2
            : ((color.R - color.G) / span) + 4;
        return sixth * 60 % 360;
    }
}
