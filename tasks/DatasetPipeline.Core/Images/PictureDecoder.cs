using DatasetPipeline.Diagnostics;
using NetVips;

namespace DatasetPipeline.Images;

/// <summary>
/// Opens pictures by the loader that their content asks for, from memory: no loader is chosen by name, none reads another
/// file, and libvips' cache never answers for a file that has changed.
/// </summary>
internal static class PictureDecoder
{
    static PictureDecoder()
    {
        NetVips.NetVips.BlockUntrusted = true;

        // Every picture is seen once: a cache of operations would only hold memory.
        Cache.Max = 0;

        // The work goes over pictures side by side; threads within one cost more than they bring.
        NetVips.NetVips.Concurrency = 1;

        // What libvips warns of on its way to an error belongs to the error, not on somebody's console.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });
        Log.SetLogHandler("GLib-GObject", Enums.LogLevelFlags.Critical, static (_, _, _) => { });
    }

    /// <summary>The picture, upright; its pixels are decoded when they are used, once and from top to bottom.</summary>
    /// <exception cref="PictureException">No picture, damaged, or over <see cref="PictureLimits.MaxPixels"/>.</exception>
    /// <exception cref="VipsException">Damaged, found while pixels were used.</exception>
    public static Image Open(byte[] file)
    {
        var format = PictureSniffer.Sniff(file);
        if (format == PictureFormat.Png && !PngFile.IsWhole(file))
            throw Damaged(file);

        var picture = Load(file, format);
        if ((long)picture.Width * picture.Height > PictureLimits.MaxPixels)
        {
            using (picture)
                throw TooLarge(picture);
        }

        // Turning needs the rows in another order than they are decoded in.
        return picture.Contains("orientation") && picture.Get("orientation") is not 1
            ? picture.Then(i => i.CopyMemory()).Then(i => i.Autorot())
            : picture;
    }

    public static PictureException Damaged(byte[] file) => new(Codes.PictureDamaged,
        $"The {PictureSniffer.Sniff(file).ToString().ToUpperInvariant()} file of {file.Length} bytes is cut short or damaged: copy, download or save it again.");

    /// <summary>
    /// JPEG's decoder goes on with grey after corrupt data and only warns, so there a warning is an error; the others warn of
    /// harmless oddities.
    /// </summary>
    private static Image Load(byte[] file, PictureFormat format)
    {
        const Enums.Access Access = Enums.Access.Sequential;
        const Enums.FailOn Error = Enums.FailOn.Error;
        return format switch
        {
            PictureFormat.Png => Image.PngloadBuffer(file, access: Access, failOn: Error),
            PictureFormat.Jpeg => Image.JpegloadBuffer(file, access: Access, failOn: Enums.FailOn.Warning),
            PictureFormat.WebP => Image.WebploadBuffer(file, access: Access, failOn: Error),
            PictureFormat.Gif => Image.GifloadBuffer(file, access: Access, failOn: Error),
            PictureFormat.Tiff => Image.TiffloadBuffer(file, access: Access, failOn: Error),
            _ => Image.HeifloadBuffer(file, access: Access, failOn: Error),
        };
    }

    private static PictureException TooLarge(Image picture) => new(Codes.PictureTooLarge,
        $"The picture has {picture.Width} × {picture.Height} pixels, more than the {PictureLimits.MaxPixels / 1_000_000} megapixels allowed: save a smaller one.");
}
