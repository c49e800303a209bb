using DatasetPipeline.Duplicates;
using DatasetPipeline.Images;
using DatasetPipeline.Images.Metadata;
using NetVips;

namespace DatasetPipeline.Captures;

/// <summary>A picture as it may go into a dataset: its pixels, and nothing about who made it where.</summary>
/// <param name="Content">The file.</param>
/// <param name="Extension">As its content asks for, with the dot.</param>
/// <param name="Width">Upright, in pixels.</param>
/// <param name="Height">Upright, in pixels.</param>
/// <param name="Removed">What was taken out, as people call it.</param>
/// <param name="Taken">The day it was taken, where the file said so.</param>
internal sealed record CleanPicture(byte[] Content, string Extension, int Width, int Height, IReadOnlyList<string> Removed, DateOnly? Taken)
{
    /// <summary>
    /// Takes what is private out of a file. PNG, JPEG and WebP keep their pixel data byte for byte; what else is read here becomes
    /// a PNG of the very pixels that a build sees.
    /// </summary>
    /// <exception cref="PictureException">The file is no usable picture, or costs more than the limits allow.</exception>
    public static CleanPicture Of(byte[] file, PictureLimits? limits = null)
    {
        var format = PictureSniffer.Sniff(file);
        var (gray, pixels) = Fingerprint.Decode(file, limits);
        var stripped = format switch
        {
            PictureFormat.Png => PngMetadata.Strip(file),
            PictureFormat.Jpeg => JpegMetadata.Strip(file),
            PictureFormat.WebP => WebPMetadata.Strip(file),
            _ => null,
        };
        // An odd file, such as a JPEG without an end, is read by the decoder and not by the strippers.
        if (stripped is not null && ShowsTheSame(stripped.Content, pixels, limits))
            return new(stripped.Content, $".{(format == PictureFormat.Jpeg ? "jpg" : format.ToString().ToLowerInvariant())}", gray.Width, gray.Height, stripped.Removed, stripped.Exif?.Taken);
        return new(AsPng(file, limits), ".png", gray.Width, gray.Height, [$"all that {format.ToString().ToUpperInvariant()} holds beside the first picture's pixels"], stripped?.Exif?.Taken);
    }

    private static bool ShowsTheSame(byte[] file, byte[] pixels, PictureLimits? limits)
    {
        try
        {
            return Fingerprint.Decode(file, limits).PixelHash.AsSpan().SequenceEqual(pixels);
        }
        catch (PictureException)
        {
            return false;
        }
    }

    private static byte[] AsPng(byte[] file, PictureLimits? limits)
    {
        using var picture = PictureDecoder.Open(file, limits).Then(PictureColors.ToSrgb);
        return PngMetadata.Strip(picture.PngsaveBuffer(compression: 6, filter: Enums.ForeignPngFilter.None, keep: Enums.ForeignKeep.None))!.Content;
    }
}
