namespace DatasetPipeline.Records.Marks;

/// <summary>An arrow whose head is at <paramref name="To"/>.</summary>
public sealed record ArrowMark(PixelPoint From, PixelPoint To) : Mark
{
    /// <inheritdoc/>
    public override Mark Moved(double x, double y) => this with { From = From.Moved(x, y), To = To.Moved(x, y) };
}
