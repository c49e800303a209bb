namespace DatasetPipeline.Records.Marks;

/// <summary>A rectangle's outline.</summary>
public sealed record BoxMark(PixelBox Box) : Mark;
