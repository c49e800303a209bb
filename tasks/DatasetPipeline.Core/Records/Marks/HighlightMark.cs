namespace DatasetPipeline.Records.Marks;

/// <summary>A box multiplied over the picture, as a marker pen does; text under it stays readable.</summary>
public sealed record HighlightMark(PixelBox Box) : Mark;
