namespace DatasetPipeline.Records.Marks;

/// <summary>A freehand line through its points.</summary>
public sealed record LineMark(IReadOnlyList<PixelPoint> Points) : Mark;
