namespace DatasetPipeline.Images;

/// <summary>What became of a picture.</summary>
/// <param name="Width">The output's width in pixels.</param>
/// <param name="Height">The output's height in pixels.</param>
/// <param name="Source">The original.</param>
public sealed record PictureResult(int Width, int Height, SourcePicture Source);
