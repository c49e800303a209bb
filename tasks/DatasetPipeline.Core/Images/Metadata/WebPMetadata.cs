using System.Buffers.Binary;
using System.Text;

namespace DatasetPipeline.Images.Metadata;

/// <summary>Takes out of a WebP what is not needed to show it.</summary>
internal static class WebPMetadata
{
    private const int HeaderLength = 12;
    private const int ChunkHeader = 8;

    // In the flags of VP8X, whose order is ICC, alpha, EXIF, XMP, animation.
    private const byte ExifFlag = 0x08;
    private const byte XmpFlag = 0x04;

    private static readonly HashSet<string> Kept = new(["VP8X", "VP8 ", "VP8L", "ALPH", "ICCP", "ANIM", "ANMF"], StringComparer.Ordinal);

    /// <summary>The file without its other chunks and what follows the last one; null where it is not whole.</summary>
    public static StrippedFile? Strip(ReadOnlySpan<byte> file)
    {
        var size = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        if (size > file.Length - ChunkHeader)
            return null;
        using var content = new MemoryStream();
        var (removed, exif) = (new List<string>(), (ExifBlock?)null);
        content.Write(file[..HeaderLength]);
        var rest = file[HeaderLength..(int)(size + ChunkHeader)];
        while (rest.Length >= ChunkHeader)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            var padded = (long)length + (length & 1) + ChunkHeader;
            if (padded > rest.Length)
                return null;
            var type = Encoding.Latin1.GetString(rest[..4]);
            var body = rest.Slice(ChunkHeader, (int)length);
            if (type == "EXIF")
                exif = ExifBlock.Read(body);
            if (Kept.Contains(type))
                content.Write(rest[..(int)padded]);
            else
                removed.Add(type switch { "EXIF" => "EXIF", "XMP " => "XMP", _ => $"chunk {Text.Shown.Text(type)}" });
            rest = rest[(int)padded..];
        }

        if (file.Length > size + ChunkHeader)
            removed.Add("what follows the picture");
        if (exif is { Orientation: not 1 })
        {
            var block = ExifBlock.OnlyOrientation(exif.Orientation);
            content.Write([.. "EXIF"u8, (byte)block.Length, 0, 0, 0, .. block]);
        }

        var stripped = content.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(stripped.AsSpan(4), (uint)(stripped.Length - ChunkHeader));
        if (stripped.AsSpan(HeaderLength).StartsWith("VP8X"u8))
        {
            ref var flags = ref stripped[HeaderLength + ChunkHeader];
            flags = (byte)(flags & ~(ExifFlag | XmpFlag) | (exif is { Orientation: not 1 } ? ExifFlag : 0));
        }

        return new(stripped, removed.Distinct(StringComparer.Ordinal).ToList(), exif);
    }
}
