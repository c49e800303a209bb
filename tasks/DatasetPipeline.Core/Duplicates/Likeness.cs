using System.Globalization;

namespace DatasetPipeline.Duplicates;

/// <summary>How much of what two pictures show is the same.</summary>
/// <param name="Share">Of the tiles that show something in what both cover, those that are the same in both.</param>
/// <param name="Whole">Of the tiles that show something in the whole of the one that shows more, those that are in both.</param>
/// <param name="Right">How far the first's content lies to the right in the second, in the second's pixels.</param>
/// <param name="Down">How far down.</param>
/// <param name="Scale">The second's size over the first's.</param>
internal sealed record Likeness(double Share, double Whole, int Right, int Down, double Scale)
{
    /// <summary>Enough to say so.</summary>
    public const double Near = 0.65;

    /// <summary>Enough to fail a build.</summary>
    public const double Sure = 0.8;

    /// <summary><c>94 % of what the fuller one shows is in both, moved by 0, -48 pixels</c>.</summary>
    public override string ToString()
    {
        var share = string.Create(CultureInfo.InvariantCulture, $"{(int)(Whole * 100)} % of what the fuller one shows is in both");
        var size = Math.Abs(Scale - 1) > 0.01 ? string.Create(CultureInfo.InvariantCulture, $", at {Scale * 100:0} % of the size") : "";
        return share + size + (Math.Abs(Right) + Math.Abs(Down) > 2 ? string.Create(CultureInfo.InvariantCulture, $", moved by {Right}, {Down} pixels") : "");
    }
}
