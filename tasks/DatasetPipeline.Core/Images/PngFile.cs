using System.Buffers.Binary;

namespace DatasetPipeline.Images;

/// <summary>A PNG's chunks. The decoder stops at the last pixel and would let a file pass that is cut short behind it.</summary>
internal static class PngFile
{
    private const int SignatureLength = 8;
    private const int ChunkOverhead = 12;

    /// <summary>Whether the chunks follow one another to the last one, IEND.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> file)
    {
        var rest = file[SignatureLength..];
        while (rest.Length >= ChunkOverhead)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkOverhead)
                return false;
            if (rest[4..].StartsWith("IEND"u8))
                return true;
            rest = rest[(int)(length + ChunkOverhead)..];
        }

        return false;
    }

    /// <summary>The frames of an APNG, which its control chunk, acTL, tells before the pixels; 1 of any other PNG.</summary>
    public static int Frames(ReadOnlySpan<byte> file)
    {
        var rest = file[SignatureLength..];
        while (rest.Length >= ChunkOverhead + 8 && !rest[4..].StartsWith("IDAT"u8))
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (rest[4..].StartsWith("acTL"u8))
                return (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(rest[8..]), 1, int.MaxValue);
            if (length > rest.Length - ChunkOverhead)
                break;
            rest = rest[(int)(length + ChunkOverhead)..];
        }

        return 1;
    }
}
