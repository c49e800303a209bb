namespace DatasetPipeline.Records;

/// <summary>A point in pixels of the original picture, after EXIF orientation.</summary>
public readonly record struct PixelPoint(double X, double Y)
{
    /// <summary>The same point elsewhere.</summary>
    public PixelPoint Moved(double x, double y) => new(X + x, Y + y);
}
