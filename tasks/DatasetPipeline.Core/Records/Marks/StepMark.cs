namespace DatasetPipeline.Records.Marks;

/// <summary>A numbered disc around <paramref name="At"/>.</summary>
public sealed record StepMark(int Number, PixelPoint At) : Mark
{
    /// <inheritdoc/>
    public override Mark Moved(double x, double y) => this with { At = At.Moved(x, y) };
}
