using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DatasetPipeline.Duplicates;

/// <summary>Which side of the split a group is on: a function of its key alone, so nothing ever moves.</summary>
public static class Splits
{
    /// <summary>train or test.</summary>
    public static string SideOf(string groupKey, double trainShare) => IsTrain(groupKey, trainShare) ? "train" : "test";

    /// <summary>True for the training split: SHA-256 of the key, as a fraction of 2^64, is under the share of that split.</summary>
    public static bool IsTrain(string groupKey, double trainShare)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(groupKey));
        return BinaryPrimitives.ReadUInt64BigEndian(hash) / Math.Pow(2, 64) < trainShare;
    }
}
