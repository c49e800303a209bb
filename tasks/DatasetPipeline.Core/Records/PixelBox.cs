namespace DatasetPipeline.Records;

/// <summary>A rectangle in pixels of the original picture, after EXIF orientation: left, top, width and height.</summary>
public readonly record struct PixelBox(double X, double Y, double Width, double Height)
{
    /// <summary>The same box elsewhere.</summary>
    public PixelBox Moved(double x, double y) => this with { X = X + x, Y = Y + y };
}
