namespace DatasetPipeline.Records.Marks;

/// <summary>A rectangle's outline.</summary>
public sealed record BoxMark(PixelBox Box) : Mark
{
    /// <inheritdoc/>
    public override Mark Moved(double x, double y) => this with { Box = Box.Moved(x, y) };
}
