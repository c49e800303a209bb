namespace DatasetPipeline.Images;

/// <summary>
/// What a source picture may cost at most, as <c>limits</c> in dataset.yaml gives it. Checked on the file's size and its header,
/// before a pixel is decoded.
/// </summary>
public sealed record PictureLimits
{
    /// <summary>The limits of a dataset that gives none.</summary>
    public static PictureLimits Default { get; } = new();

    /// <summary>Of outputs, which a build has made within others.</summary>
    internal static PictureLimits OfOutputs { get; } = new() { MaxPixels = long.MaxValue };

    /// <summary>100 megapixels, 300 MB decoded: far over any screenshot, and small enough for any machine that builds.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>512 MiB: a file is read whole, so that what is hashed is what is decoded.</summary>
    public long MaxFileBytes { get; init; } = 512L << 20;

    /// <summary>How many times the shorter side the longer one may be: what Qwen-VL's processors refuse beyond, and what leaves nothing to see.</summary>
    public int MaxAspect { get; init; } = 200;
}
