namespace DatasetPipeline.Images;

/// <summary>What a source picture may cost at most. Checked on the file's size and its header, before a pixel is decoded.</summary>
public static class PictureLimits
{
    /// <summary>100 megapixels, 300 MB decoded: far over any screenshot, and small enough for any machine that builds.</summary>
    public const long MaxPixels = 100_000_000;

    /// <summary>512 MiB: a file is read whole, so that what is hashed is what is decoded.</summary>
    public const long MaxFileBytes = 512L << 20;
}
