namespace DatasetPipeline.Images;

/// <summary>The sizes of design.md: long = min(long, resolution); short = max(1, short × resolution / long rounded half up).</summary>
internal static class PictureSize
{
    /// <summary>The largest size of this shape inside a box; that of the picture itself where it is smaller and not to be enlarged.</summary>
    public static (int Width, int Height) Inside(int width, int height, int boxWidth, int boxHeight, bool isEnlarged)
    {
        if (width <= boxWidth && height <= boxHeight && !isEnlarged)
            return (width, height);
        return (long)width * boxHeight >= (long)height * boxWidth
            ? (boxWidth, Scaled(height, width, boxWidth))
            : (Scaled(width, height, boxHeight), boxHeight);
    }

    private static int Scaled(int side, int longest, int resolution) =>
        (int)Math.Max(1, ((2L * side * resolution) + longest) / (2L * longest));
}
