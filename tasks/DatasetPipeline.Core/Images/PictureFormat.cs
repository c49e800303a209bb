namespace DatasetPipeline.Images;

/// <summary>The formats that are read, by content and never by the file's name.</summary>
internal enum PictureFormat
{
    Png,
    Jpeg,
    WebP,
    Gif,
    Tiff,
    Avif,
}
