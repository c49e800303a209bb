using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DatasetPipeline.Train.Training;

/// <summary>The order in which an epoch goes through the samples: a function of seed and epoch and of nothing else.</summary>
public static class DataOrder
{
    /// <summary>Every number below <paramref name="count"/> once, sorted by the SHA-256 of seed, epoch and number.</summary>
    public static int[] Of(int count, int seed, int epoch)
    {
        var order = new int[count];
        var keys = new ulong[count];
        Span<byte> text = stackalloc byte[12];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32LittleEndian(text, seed);
        BinaryPrimitives.WriteInt32LittleEndian(text[4..], epoch);
        for (var i = 0; i < count; i++)
        {
            order[i] = i;
            BinaryPrimitives.WriteInt32LittleEndian(text[8..], i);
            SHA256.HashData(text, hash);
            keys[i] = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        }

        Array.Sort(keys, order);
        return order;
    }
}
