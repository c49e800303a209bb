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
    /// <exception cref="PictureException">No picture, damaged, or of more pixels than the limits allow.</exception>
    /// <exception cref="VipsException">Damaged, found while pixels were used.</exception>
    public static Image Open(byte[] file, PictureLimits? limits) => Open(file, limits, out _);

    /// <inheritdoc cref="Open(byte[], PictureLimits?)"/>
    public static Image Open(byte[] file, PictureLimits? limits, out SourcePicture source)
    {
        limits ??= PictureLimits.Default;
        var format = PictureSniffer.Sniff(file);
        if (format == PictureFormat.Bmp)
        {
            var bitmap = new BmpFile(file);
            source = new(format, 1, bitmap.Width, bitmap.Height);
            source.ThrowIfTooLarge(limits);
            return bitmap.Decode();
        }

        if (format == PictureFormat.Png && !PngFile.IsWhole(file))
            throw Damaged(file);
        if (format == PictureFormat.Png && PngFile.HasEndlessProfile(file))
            throw new PictureException(Codes.PictureTooLarge, $"The PNG's colour profile unpacks to more than {PngFile.MostProfileBytes / 1_000_000} megabytes, which none does: save the picture again without it.");

        var picture = Load(file, format);
        try
        {
            var orientation = picture.Contains("orientation") && picture.Get("orientation") is int value ? value : 1;
            source = Source(picture, format, file, isTurned: orientation > 4);
            source.ThrowIfTooLarge(limits);
            // Turning needs the rows in another order than they are decoded in.
            return orientation == 1 ? picture : picture.Then(i => i.CopyMemory()).Then(i => i.Autorot());
        }
        catch (PictureException)
        {
            picture.Dispose();
            throw;
        }
    }

    private static SourcePicture Source(Image picture, PictureFormat format, byte[] file, bool isTurned)
    {
        var frames = format == PictureFormat.Png ? PngFile.Frames(file) : picture.Contains("n-pages") && picture.Get("n-pages") is int pages ? pages : 1;
        return isTurned ? new(format, frames, picture.Height, picture.Width) : new(format, frames, picture.Width, picture.Height);
    }

    public static PictureException Damaged(byte[] file) => new(Codes.PictureDamaged,
        $"The {SourcePicture.Name(PictureSniffer.Sniff(file))} file of {file.Length} bytes is cut short or damaged: copy, download or save it again.");

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
}
