namespace DatasetPipeline.Tokens;

/// <summary>A picture's size in pixels.</summary>
public readonly record struct ImageSize(int Width, int Height);
