namespace DatasetPipeline.Records;

/// <summary>A point in pixels of the original picture, after EXIF orientation.</summary>
public readonly record struct PixelPoint(double X, double Y);
