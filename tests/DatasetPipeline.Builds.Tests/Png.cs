using System.Buffers.Binary;
using System.IO.Compression;

namespace DatasetPipeline.Builds.Tests;

/// <summary>Small pictures that differ.</summary>
internal static class Png
{
    /// <summary>Grey noise that the seed decides.</summary>
    public static byte[] Of(int width, int height, string seed)
    {
        var random = new Random(seed.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter)));
        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[width + 1];
            for (var y = 0; y < height; y++)
            {
                random.NextBytes(row);
                row[0] = 0;
                zlib.Write(row);
            }
        }

        return Of(width, height, bits: 8, pixels.ToArray());
    }

    /// <summary>Grey, with these rows.</summary>
    public static byte[] Of(int width, int height, byte bits, byte[] compressed)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = bits;
        return [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, compressed), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] body = [.. type, .. content];
        var (length, crc) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(body));
        return [.. length, .. body, .. crc];
    }

    private static uint Crc(byte[] bytes)
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
