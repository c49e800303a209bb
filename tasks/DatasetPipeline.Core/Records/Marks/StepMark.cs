namespace DatasetPipeline.Records.Marks;

/// <summary>A numbered disc around <paramref name="At"/>.</summary>
public sealed record StepMark(int Number, PixelPoint At) : Mark;
