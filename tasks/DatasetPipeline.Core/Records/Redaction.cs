namespace DatasetPipeline.Records;

/// <summary>A part of the picture that no output may show: filled with one colour before marks are drawn.</summary>
public sealed record Redaction(PixelBox Box);
