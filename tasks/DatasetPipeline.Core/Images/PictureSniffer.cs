using System.Text;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Images;

/// <summary>Tells a format by a file's first bytes, and names what often lies under a picture's name without being one.</summary>
internal static class PictureSniffer
{
    private const int TextLength = 4096;

    /// <exception cref="PictureException">The content is of no format that is read here.</exception>
    public static PictureFormat Sniff(ReadOnlySpan<byte> file) =>
        KnownFormat(file) ?? throw (Refusal(file) ?? Unknown(file));

    private static PictureFormat? KnownFormat(ReadOnlySpan<byte> file)
    {
        if (IsPng(file))
            return PictureFormat.Png;
        if (file.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return PictureFormat.Jpeg;
        if (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8))
            return PictureFormat.Gif;
        if (file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..].StartsWith("WEBP"u8))
            return PictureFormat.WebP;
        if (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) || file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8))
            return PictureFormat.Tiff;
        if (IsBmp(file))
            return PictureFormat.Bmp;
        if (IsHeif(file) && HeifBrands(file).IndexOf("avif"u8) >= 0)
            return PictureFormat.Avif;
        return null;
    }

    private static bool IsPng(ReadOnlySpan<byte> file) =>
        file.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    // Two letters alone are also how a text may begin; the header's size tells.
    private static bool IsBmp(ReadOnlySpan<byte> file) => file.StartsWith("BM"u8) && file.Length >= 26 && file[15] <= 4 && file[16] == 0 && file[17] == 0;

    private static bool IsHeif(ReadOnlySpan<byte> file) => file.Length >= 12 && file[4..].StartsWith("ftyp"u8);

    /// <summary>The main brand and, after it, those that the file is compatible with.</summary>
    private static ReadOnlySpan<byte> HeifBrands(ReadOnlySpan<byte> file) => file[8..Math.Min(file.Length, Math.Max(12, (int)file[3]))];

    private static PictureException? Refusal(ReadOnlySpan<byte> file)
    {
        if (IsHeif(file))
            return new(Codes.PictureFormatUnknown, "The file is HEIC or another HEIF that is not AVIF, which is not read here: save it as PNG or JPEG.");

        var text = Encoding.Latin1.GetString(file[..Math.Min(file.Length, TextLength)]).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("version https://git-lfs.github.com/spec/", StringComparison.Ordinal))
            return new(Codes.PictureIsPointer, "The file is a Git LFS pointer and not the picture itself: run git lfs pull.");
        if (!text.StartsWith('<'))
            return null;

        var html = FirstOf(text, "<!doctype html", "<html", "<head", "<body");
        var svg = FirstOf(text, "<svg", "<!doctype svg");
        if (html < svg)
            return new(Codes.PictureIsHtml, "The file is an HTML page and not a picture: download the picture itself, often behind a login.");
        if (svg < int.MaxValue)
            return new(Codes.PictureIsSvg, "The file is an SVG, which may run scripts and read other files and so is not rendered: export it as PNG.");
        return null;
    }

    private static int FirstOf(string text, params ReadOnlySpan<string> words)
    {
        var first = int.MaxValue;
        foreach (var word in words)
        {
            var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && at < first)
                first = at;
        }

        return first;
    }

    private static PictureException Unknown(ReadOnlySpan<byte> file)
    {
        var bytes = BitConverter.ToString(file[..Math.Min(file.Length, 8)].ToArray()).Replace('-', ' ');
        return new(Codes.PictureFormatUnknown,
            $"The file starts with the bytes {bytes}, which is no PNG, JPEG, WebP, GIF, TIFF, BMP or AVIF: save the picture in one of these.");
    }
}
