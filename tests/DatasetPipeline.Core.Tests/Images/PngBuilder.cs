using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DatasetPipeline.Core.Tests.Images;

/// <summary>PNG files with whatever a test wants in them, true checksums included.</summary>
public sealed class PngBuilder
{
    private readonly MemoryStream _file = new();

    public PngBuilder() => _file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    public PngBuilder Header(int width, int height, byte depth, byte colorType)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, colorType);
        return Chunk("IHDR", header);
    }

    /// <summary>Rows, each with its filter byte.</summary>
    public PngBuilder Pixels(byte[] rows) => Chunk("IDAT", Deflate(rows));

    public PngBuilder Chunk(string type, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        _file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        _file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        _file.Write(number);
        return this;
    }

    /// <summary>A file of just these chunks.</summary>
    public static byte[] Of(params (string Type, byte[] Content)[] chunks) =>
        chunks.Aggregate(new PngBuilder(), (file, chunk) => file.Chunk(chunk.Type, chunk.Content))._file.ToArray();

    public byte[] End() => Chunk("IEND", [])._file.ToArray();

    public static byte[] Deflate(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
            zlib.Write(content);
        return packed.ToArray();
    }

    /// <summary>The types of a file's chunks, in their order, repeated ones once.</summary>
    public static string[] Chunks(byte[] png)
    {
        var types = new List<string>();
        for (var at = 8; at < png.Length; at += BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at)) + 12)
            types.Add(Encoding.ASCII.GetString(png, at + 4, 4));
        return [.. types.Distinct()];
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
