using DatasetPipeline.Diagnostics;
using NetVips;

namespace DatasetPipeline.Tokens;

/// <summary>A decoded picture, 8 bits for each of red, green and blue.</summary>
public sealed class RgbImage
{
    // What libvips would print besides is said by the diagnostic.
    static RgbImage() => Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });

    private RgbImage(int width, int height, byte[] pixels) => (Width, Height, Pixels) = (width, height, pixels);

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>(height, width, 3), row-major.</summary>
    public byte[] Pixels { get; }

    /// <summary>Its width and height.</summary>
    public ImageSize Size => new(Width, Height);

    /// <summary>
    /// Decodes a picture as Pillow's <c>convert('RGB')</c> does: alpha is dropped and not laid on white, a palette is
    /// looked up, grey stands in all three channels, the orientation that EXIF tells is left alone.
    /// </summary>
    /// <exception cref="DiagnosticException">DSP4001: it cannot be decoded.</exception>
    public static RgbImage Load(string path)
    {
        path = Path.GetFullPath(path);
        try
        {
            using var image = Image.NewFromFile(path, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
            using var coloured = image.Interpretation == Enums.Interpretation.Cmyk ? image.Colourspace(Enums.Interpretation.Srgb) : image.Copy();
            // Of 16 bits the upper eight are what is seen.
            using var bytes = coloured.Format == Enums.BandFormat.Uchar ? coloured.Copy() : coloured.Cast(Enums.BandFormat.Uchar, shift: true);
            using var rgb = bytes.Bands >= 3 ? bytes.ExtractBand(0, n: 3) : GreyThrice(bytes);
            return FromBytes(rgb.Width, rgb.Height, rgb.WriteToMemory<byte>());
        }
        catch (VipsException error)
        {
            throw Undecodable(path, error);
        }
    }

    /// <summary>The size of a picture by its header; no pixel is decoded.</summary>
    /// <exception cref="DiagnosticException">DSP4001: it is not there or no picture.</exception>
    public static ImageSize SizeOf(string path)
    {
        try
        {
            using var image = Image.NewFromFile(path, access: Enums.Access.Sequential);
            return new ImageSize(image.Width, image.Height);
        }
        catch (VipsException error)
        {
            throw Undecodable(path, error);
        }
    }

    /// <summary>A picture of these bytes, which are not copied.</summary>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is not width × height × 3 bytes.</exception>
    public static RgbImage FromBytes(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (width < 1 || height < 1 || pixels.LongLength != (long)width * height * 3)
            throw new ArgumentException($"{pixels.LongLength} bytes are no picture of {width} × {height} × 3", nameof(pixels));
        return new RgbImage(width, height, pixels);
    }

    private static DiagnosticException Undecodable(string path, VipsException error)
    {
        var why = File.Exists(path) ? ModelJson.OneLine(error.Message) : "it is not there";
        return new DiagnosticException(Codes.PictureUnreadable, $"the picture cannot be decoded: {why}; save it anew as PNG or JPEG", path);
    }

    private static Image GreyThrice(Image image)
    {
        using var grey = image.ExtractBand(0);
        return grey.Bandjoin(grey, grey);
    }
}
