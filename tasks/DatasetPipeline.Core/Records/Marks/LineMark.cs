namespace DatasetPipeline.Records.Marks;

/// <summary>A freehand line through its points.</summary>
public sealed record LineMark(IReadOnlyList<PixelPoint> Points) : Mark
{
    /// <inheritdoc/>
    public override Mark Moved(double x, double y) => this with { Points = [.. Points.Select(point => point.Moved(x, y))] };
}
