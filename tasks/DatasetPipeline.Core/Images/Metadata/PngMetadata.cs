using System.Buffers.Binary;
using System.Text;
using DatasetPipeline.Images.Embedded;

namespace DatasetPipeline.Images.Metadata;

/// <summary>Takes out of a PNG what is not needed to show it.</summary>
internal static class PngMetadata
{
    // https://www.w3.org/TR/png-3/#4Concepts.Chunks: what decides pixels and their colours.
    private static readonly HashSet<string> Kept = new(["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT"], StringComparer.Ordinal);

    /// <summary>The file without its other chunks and what follows the last one; null where it is not whole.</summary>
    public static StrippedFile? Strip(byte[] file)
    {
        using var content = new MemoryStream();
        var (removed, exif) = (new List<string>(), (ExifBlock?)null);
        content.Write(file, 0, PngFile.SignatureLength);
        foreach (var chunk in PngFile.Chunks(Section.Of(file)))
        {
            if (chunk.End > file.Length)
                return null;
            if (chunk.Kind == "eXIf")
                exif = ExifBlock.Read(chunk.BodyIn(file));
            // The way up has to be said before the pixels.
            if (chunk.Kind == "IDAT" && exif is { Orientation: not 1 })
            {
                Write(content, "eXIf"u8, ExifBlock.OnlyOrientation(exif.Orientation));
                exif = exif with { Orientation = 1 };
            }

            if (Kept.Contains(chunk.Kind))
                content.Write(chunk.In(file));
            else
                removed.Add(NameOf(chunk.Kind, chunk.BodyIn(file)));
            if (chunk.Kind != "IEND")
                continue;
            if (chunk.End < file.Length)
                removed.Add("what follows the picture");
            return new(content.ToArray(), removed.Distinct(StringComparer.Ordinal).ToList(), exif);
        }

        return null;
    }

    private static string NameOf(string type, ReadOnlySpan<byte> body) => type switch
    {
        "eXIf" => "EXIF",
        "tEXt" or "zTXt" or "iTXt" => Encoding.Latin1.GetString(body[..Math.Max(0, body.IndexOf((byte)0))]) is var key && key == "XML:com.adobe.xmp" ? "XMP" : $"text \"{Text.Shown.Text(key)}\"",
        "tIME" => "time",
        "pHYs" => "resolution",
        "acTL" or "fcTL" or "fdAT" => "all frames but the first",
        _ => $"chunk {Text.Shown.Text(type)}",
    };

    private static void Write(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        stream.Write(number);
        byte[] content = [.. type, .. body];
        stream.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(content));
        stream.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }
}
