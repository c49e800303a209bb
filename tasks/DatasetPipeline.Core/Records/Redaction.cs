namespace DatasetPipeline.Records;

/// <summary>A part of the picture that no output may show: hidden before marks are drawn.</summary>
public sealed record Redaction(PixelBox Box)
{
    /// <summary>How it is hidden.</summary>
    public RedactionMethod Method { get; init; }

    /// <summary>The same redaction elsewhere.</summary>
    public Redaction Moved(double x, double y) => this with { Box = Box.Moved(x, y) };
}
