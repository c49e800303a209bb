namespace DatasetPipeline.Records.Marks;

/// <summary>The ellipse that touches the box on four sides.</summary>
public sealed record EllipseMark(PixelBox Box) : Mark;
