using System.Globalization;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Images;

/// <summary>What an original's header tells.</summary>
/// <param name="Format">By its content.</param>
/// <param name="Frames">Frames or pages, of which the first is taken.</param>
/// <param name="Width">In pixels, after EXIF orientation.</param>
/// <param name="Height">In pixels, after EXIF orientation.</param>
public sealed record SourcePicture(PictureFormat Format, int Frames, int Width, int Height)
{
    /// <exception cref="PictureException">The picture is larger than the limits allow.</exception>
    internal void ThrowIfTooLarge(PictureLimits limits)
    {
        if ((long)Width * Height > limits.MaxPixels)
            throw new PictureException(Codes.PictureTooLarge, Invariant($"The picture has {Width} × {Height} pixels, more than the {limits.MaxPixels / 1e6:0.###} megapixels allowed: save a smaller one, or raise megapixels under limits in dataset.yaml."));
    }

    /// <exception cref="PictureException">The picture is larger, or what is left of it longer, than the limits allow.</exception>
    internal void ThrowIfOver(PictureLimits limits, PixelBox? crop)
    {
        ThrowIfTooLarge(limits);
        var frame = Frame.Of(crop, Width, Height);
        if (frame.LongestSide > (long)limits.MaxAspect * Math.Min(frame.Width, frame.Height))
            throw new PictureException(Codes.PictureTooLong, Invariant($"One side is more than {limits.MaxAspect} times the other in {(frame.IsCrop ? $"the crop of {frame.Width} × {frame.Height} pixels" : $"the picture of {frame.Width} × {frame.Height} pixels")}, which leaves nothing to see when it is made smaller: cut it into several, or crop it."));
    }

    /// <summary>What is no error in the picture, but worth knowing: frames that nobody will see, and a name that says another format.</summary>
    internal IEnumerable<(string Code, string Message)> Findings(string path)
    {
        if (Frames > 1)
            yield return (Codes.FirstFrameTaken, Invariant($"The {Name(Format)} holds {Frames} {(Format == PictureFormat.Tiff ? "pages" : "frames")}, of which the first alone is taken: save the one that the record is about."));
        if (FormatOf(Path.GetExtension(path)) is { } named && named != Format)
            yield return (Codes.PictureNameDiffers, $"The file is a {Name(Format)}, and its name says {Name(named)}: rename it to {Text.Shown.Value(Path.GetFileNameWithoutExtension(path) + EndingOf(Format))}, or save it again.");
    }

    internal static string Name(PictureFormat format) => format == PictureFormat.WebP ? "WebP" : format.ToString().ToUpperInvariant();

    private static PictureFormat? FormatOf(string ending) => ending.ToLowerInvariant() switch
    {
        ".png" or ".apng" => PictureFormat.Png,
        ".jpg" or ".jpeg" or ".jpe" or ".jfif" => PictureFormat.Jpeg,
        ".webp" => PictureFormat.WebP,
        ".gif" => PictureFormat.Gif,
        ".tif" or ".tiff" => PictureFormat.Tiff,
        ".avif" => PictureFormat.Avif,
        ".bmp" or ".dib" => PictureFormat.Bmp,
        _ => null,
    };

    private static string EndingOf(PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => ".jpg",
        PictureFormat.Tiff => ".tif",
        _ => "." + format.ToString().ToLowerInvariant(),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
