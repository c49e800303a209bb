namespace DatasetPipeline.Records.Marks;

/// <summary>An arrow whose head is at <paramref name="To"/>.</summary>
public sealed record ArrowMark(PixelPoint From, PixelPoint To) : Mark;
