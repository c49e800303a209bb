namespace DatasetPipeline.Images;

/// <summary>The formats that are read, by content and never by the file's name.</summary>
public enum PictureFormat
{
    /// <summary>PNG, APNG too.</summary>
    Png,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>WebP.</summary>
    WebP,

    /// <summary>GIF.</summary>
    Gif,

    /// <summary>TIFF and BigTIFF.</summary>
    Tiff,

    /// <summary>AVIF.</summary>
    Avif,

    /// <summary>A Windows bitmap.</summary>
    Bmp,
}
