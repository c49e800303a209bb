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
}
