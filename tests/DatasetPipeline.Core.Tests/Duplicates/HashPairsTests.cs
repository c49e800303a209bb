using System.Numerics;
using DatasetPipeline.Duplicates;

namespace DatasetPipeline.Core.Tests.Duplicates;

public sealed class HashPairsTests
{
    [Fact]
    public void All_pairs_within_three_bits_are_found_once_and_no_others()
    {
        var random = new Random(7);
        var hashes = new ulong[5000];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = i % 5 == 4 ? hashes[i - 1] : ((ulong)random.NextInt64() << 1) ^ (ulong)random.NextInt64();
            for (var bits = i % 5 == 4 ? random.Next(6) : 0; bits > 0; bits--)
                hashes[i] ^= 1UL << random.Next(64);
        }

        var all = new List<(int, int)>();
        for (var i = 0; i < hashes.Length; i++)
        {
            for (var j = i + 1; j < hashes.Length; j++)
            {
                if (BitOperations.PopCount(hashes[i] ^ hashes[j]) <= 3)
                    all.Add((i, j));
            }
        }

        Assert.True(all.Count > 400);
        Assert.Equal(all, HashPairs.Find(hashes, 3).SelectMany(band => band).Order());
    }

    [Fact]
    public void Pairs_of_one_owner_are_left_out() =>
        Assert.Equal([(0, 2), (1, 2)], HashPairs.Find([5, 5, 5], 3, [0, 0, 1]).SelectMany(band => band).Order());

    [Fact]
    public void A_hash_that_thousands_share_costs_no_pair_of_each_with_each() =>
        Assert.InRange(HashPairs.Find(new ulong[20_000], 3).Sum(band => band.Count), 19_999, 100_000);
}
