using DatasetPipeline.Images;

namespace DatasetPipeline.Builds;

/// <summary>What is known of an output picture: its file's bytes, its sides in pixels, and what it was made of.</summary>
/// <param name="Length">Its file's bytes.</param>
/// <param name="Width">Its pixels from left to right.</param>
/// <param name="Height">Its pixels from top to bottom.</param>
/// <param name="Source">What it was made of.</param>
/// <param name="Original">SHA-256 of the original's file.</param>
/// <param name="Hides">What of the original it does not show.</param>
internal sealed record PictureFacts(long Length, int Width, int Height, SourcePicture Source, string Original, IReadOnlyList<string> Hides);
