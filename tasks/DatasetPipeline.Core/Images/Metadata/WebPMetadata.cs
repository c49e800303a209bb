using System.Buffers.Binary;
using DatasetPipeline.Images.Embedded;

namespace DatasetPipeline.Images.Metadata;

/// <summary>Takes out of a WebP what is not needed to show it.</summary>
internal static class WebPMetadata
{
    private const int ChunkHeader = 8;

    // In the flags of VP8X, whose order is ICC, alpha, EXIF, XMP, animation.
    private const byte ExifFlag = 0x08;
    private const byte XmpFlag = 0x04;

    private static readonly HashSet<string> Kept = new(["VP8X", "VP8 ", "VP8L", "ALPH", "ICCP", "ANIM", "ANMF"], StringComparer.Ordinal);

    /// <summary>The file without its other chunks and what follows the last one; null where it is not whole.</summary>
    public static StrippedFile? Strip(byte[] file)
    {
        var size = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4)) + (long)ChunkHeader;
        if (size > file.Length)
            return null;
        using var content = new MemoryStream();
        var (removed, exif) = (new List<string>(), (ExifBlock?)null);
        content.Write(file, 0, WebPFile.HeaderLength);
        foreach (var chunk in WebPFile.Chunks(Section.Of(file).Part(0, size)))
        {
            if (chunk.End > size)
                return null;
            if (chunk.Kind == "EXIF")
                exif = ExifBlock.Read(chunk.BodyIn(file));
            if (Kept.Contains(chunk.Kind))
                content.Write(chunk.In(file));
            else
                removed.Add(chunk.Kind switch { "EXIF" => "EXIF", "XMP " => "XMP", _ => $"chunk {Text.Shown.Text(chunk.Kind)}" });
        }

        if (file.Length > size)
            removed.Add("what follows the picture");
        if (exif is { Orientation: not 1 })
        {
            var block = ExifBlock.OnlyOrientation(exif.Orientation);
            content.Write([.. "EXIF"u8, (byte)block.Length, 0, 0, 0, .. block]);
        }

        var stripped = content.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(stripped.AsSpan(4), (uint)(stripped.Length - ChunkHeader));
        if (stripped.AsSpan(WebPFile.HeaderLength).StartsWith("VP8X"u8))
        {
            ref var flags = ref stripped[WebPFile.HeaderLength + ChunkHeader];
            flags = (byte)(flags & ~(ExifFlag | XmpFlag) | (exif is { Orientation: not 1 } ? ExifFlag : 0));
        }

        return new(stripped, removed.Distinct(StringComparer.Ordinal).ToList(), exif);
    }
}
