namespace DatasetPipeline.Records.Marks;

/// <summary>The ellipse that touches the box on four sides.</summary>
public sealed record EllipseMark(PixelBox Box) : Mark
{
    /// <inheritdoc/>
    public override Mark Moved(double x, double y) => this with { Box = Box.Moved(x, y) };
}
