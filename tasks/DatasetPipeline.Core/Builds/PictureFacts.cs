namespace DatasetPipeline.Builds;

/// <summary>What is known of an output picture: its file's bytes, and its sides in pixels.</summary>
internal sealed record PictureFacts(long Length, int Width, int Height);
