namespace DatasetPipeline.Images;

/// <summary>The sizes of design.md: long = min(long, resolution); short = max(1, short × resolution / long rounded half up).</summary>
internal static class PictureSize
{
    public static (int Width, int Height) Inside(int width, int height, int resolution)
    {
        var longest = Math.Max(width, height);
        return longest <= resolution
            ? (width, height)
            : (Scaled(width, longest, resolution), Scaled(height, longest, resolution));
    }

    private static int Scaled(int side, int longest, int resolution) =>
        (int)Math.Max(1, ((2L * side * resolution) + longest) / (2L * longest));
}
