namespace DatasetPipeline.Images;

/// <summary>What output pictures are written as.</summary>
public enum OutputFormat
{
    /// <summary>Exact, and read by everything.</summary>
    Png,

    /// <summary>Exact without a quality, else lossy.</summary>
    WebP,

    /// <summary>Lossy.</summary>
    Jpeg,
}
