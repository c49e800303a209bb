using System.Numerics;

namespace DatasetPipeline.Duplicates;

/// <summary>
/// Pairs of 64-bit hashes that differ in few bits, without comparing each with each: two that differ in at most three bits have
/// one of four bands of 16 bits in common, and most that differ in a few more have, too (multi-index hashing: Norouzi, Punjani
/// and Fleet, 2012).
/// </summary>
internal static class HashPairs
{
    private const int Bands = 4;
    private const int BandBits = 64 / Bands;

    // A band's value that so many share says little: each is only compared with those next to it in order of the hashes.
    private const int LargestBucket = 64;
    private const int Neighbours = 4;

    /// <summary>The pairs (i, j), i &lt; j, each once, by the band that they were found in.</summary>
    /// <param name="hashes">The hashes.</param>
    /// <param name="distance">The bits that may differ.</param>
    /// <param name="owners">Pairs of one owner are left out.</param>
    public static List<(int First, int Second)>[] Find(ulong[] hashes, int distance, int[]? owners = null)
    {
        var found = new List<(int, int)>[Bands];
        Parallel.For(0, Bands, band => found[band] = FindInBand(hashes, distance, owners, band * BandBits));
        return found;
    }

    private static List<(int First, int Second)> FindInBand(ulong[] hashes, int distance, int[]? owners, int shift)
    {
        var starts = new int[(1 << BandBits) + 1];
        foreach (var hash in hashes)
            starts[(int)((hash >> shift) & 0xFFFF) + 1]++;
        for (var i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        var order = new int[hashes.Length];
        var next = starts.AsSpan(0, 1 << BandBits).ToArray();
        for (var i = 0; i < hashes.Length; i++)
            order[next[(int)((hashes[i] >> shift) & 0xFFFF)]++] = i;

        var pairs = new List<(int, int)>();
        for (var bucket = 0; bucket + 1 < starts.Length; bucket++)
        {
            var members = order.AsSpan(starts[bucket], starts[bucket + 1] - starts[bucket]);
            var reach = members.Length;
            if (members.Length > LargestBucket)
            {
                members.Sort((a, b) => (hashes[a], a).CompareTo((hashes[b], b)));
                reach = Neighbours;
            }

            for (var i = 0; i < members.Length; i++)
            {
                for (var j = i + 1; j < members.Length && j <= i + reach; j++)
                {
                    var (a, b) = (members[i], members[j]);
                    var differs = hashes[a] ^ hashes[b];
                    if (BitOperations.PopCount(differs) <= distance && (owners is null || owners[a] != owners[b]) && !IsInEarlierBand(differs, shift))
                        pairs.Add(a < b ? (a, b) : (b, a));
                }
            }
        }

        return pairs;
    }

    private static bool IsInEarlierBand(ulong differs, int shift)
    {
        for (var earlier = 0; earlier < shift; earlier += BandBits)
        {
            if (((differs >> earlier) & 0xFFFF) == 0)
                return true;
        }

        return false;
    }
}
