using DatasetPipeline.Images;

namespace DatasetPipeline.Builds;

/// <summary>What is known of an output picture: its file's bytes, its sides in pixels, and what it was made of.</summary>
internal sealed record PictureFacts(long Length, int Width, int Height, SourcePicture Source);
