namespace DatasetPipeline.Records.Marks;

/// <summary>A box multiplied over the picture, as a marker pen does; text under it stays readable.</summary>
public sealed record HighlightMark : Mark
{
    /// <summary>A highlight of this box, yellow as the pens are.</summary>
    public HighlightMark(PixelBox box) => (Box, Color) = (box, "yellow");

    /// <summary>What it covers.</summary>
    public PixelBox Box { get; init; }

    /// <inheritdoc/>
    public override Mark Moved(double x, double y) => this with { Box = Box.Moved(x, y) };
}
