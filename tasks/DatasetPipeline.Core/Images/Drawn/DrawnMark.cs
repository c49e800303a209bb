using System.Globalization;
using DatasetPipeline.Language;
using DatasetPipeline.Records;

namespace DatasetPipeline.Images;

/// <summary>What looks like a mark in a picture's own pixels.</summary>
/// <param name="Kind">What it looks like; none where it is drawn with a pen and its shape is not clear.</param>
/// <param name="Hue">Its colour.</param>
/// <param name="Box">Around it, in pixels.</param>
public sealed record DrawnMark(MarkKinds Kind, Hue Hue, PixelBox Box)
{
    /// <summary>All that its colour may be called.</summary>
    internal IReadOnlyList<Hue> Names { get; init; } = [Hue];

    /// <summary>Whether other things in the picture have this very colour, too: then a program may have drawn it and no person.</summary>
    internal bool IsCommon { get; init; }

    /// <summary><c>red box, 812, 640, 160, 48</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Hue.ToString().ToLowerInvariant()} {(Kind == MarkKinds.None ? "drawing" : Kind.ToString().ToLowerInvariant())}, {Box.X}, {Box.Y}, {Box.Width}, {Box.Height}");
}
