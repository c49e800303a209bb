namespace DatasetPipeline.Images;

/// <summary>What became of a picture, in pixels.</summary>
/// <param name="Width">The output's width.</param>
/// <param name="Height">The output's height.</param>
/// <param name="OriginalWidth">The original's width after EXIF orientation.</param>
/// <param name="OriginalHeight">The original's height after EXIF orientation.</param>
public sealed record PictureResult(int Width, int Height, int OriginalWidth, int OriginalHeight);
