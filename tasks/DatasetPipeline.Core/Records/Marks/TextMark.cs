namespace DatasetPipeline.Records.Marks;

/// <summary>A text on a plate of the mark's colour, so that it can be read on any ground.</summary>
/// <param name="Text">In any of the font's languages; a line break is kept.</param>
/// <param name="At">The plate's top left corner.</param>
public sealed record TextMark(string Text, PixelPoint At) : Mark
{
    /// <summary>How wide a line may be in pixels of the original; null is as wide as the picture goes on.</summary>
    public double? Wrap { get; init; }

    /// <inheritdoc/>
    public override Mark Moved(double x, double y) => this with { At = At.Moved(x, y) };
}
