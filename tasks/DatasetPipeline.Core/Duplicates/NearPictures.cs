using System.Numerics;

namespace DatasetPipeline.Duplicates;

/// <summary>Finds the pictures that are worth a comparison among many.</summary>
internal static class NearPictures
{
    // Bits of a landmark's hash that a mark, JPEG or half a pixel may change.
    private const int MostBits = 10;

    // Bits by which the hashes of one and the same thing in two screens may differ.
    private const int SameBits = 3;

    // So many landmarks in common make two pictures worth a look, if few others have them ...
    private const int FewestRare = 2;

    // ... and so large a share of them whoever has them.
    private const double LeastShare = 0.6;

    // All screens of a program have its head in one place, so one that lies elsewhere was cut.
    private const double LeastShareMoved = 0.25;

    /// <summary>The pairs (i, j), i &lt; j, in order, with landmarks in common.</summary>
    public static List<(int First, int Second)> Nominate(IReadOnlyList<Fingerprint> pictures) =>
        Nominate(pictures, picture => picture.InPixels)
            .Concat(Nominate(pictures, picture => picture.Fitted))
            .Distinct()
            .Order()
            .ToList();

    private static List<(int First, int Second)> Nominate(IReadOnlyList<Fingerprint> pictures, Func<Fingerprint, Landmark[]> landmarks)
    {
        var all = new List<Landmark>();
        var owners = new List<int>();
        for (var i = 0; i < pictures.Count; i++)
        {
            all.AddRange(landmarks(pictures[i]));
            owners.AddRange(Enumerable.Repeat(i, landmarks(pictures[i]).Length));
        }

        var bands = HashPairs.Find(all.ConvertAll(landmark => landmark.Hash).ToArray(), MostBits, [.. owners]);
        var found = new (long Key, int First, int Second)[bands.Sum(band => band.Count)];
        var count = 0;
        for (var band = 0; band < bands.Length; band++)
        {
            foreach (var (first, second) in bands[band])
                found[count++] = (Key(owners[first], owners[second]), first, second);
            bands[band] = []; // of a large dataset there are many
        }

        Array.Sort(found);

        // One that more pictures have than changed captures of one would be belongs to the program and not to the screen.
        var most = Math.Max(3, (int)(Math.Sqrt(pictures.Count) / 2));
        var others = new int[all.Count];
        foreach (var (_, a, b) in found.Where(pair => BitOperations.PopCount(all[pair.First].Hash ^ all[pair.Second].Hash) <= SameBits))
        {
            others[a]++;
            others[b]++;
        }

        var pairs = new List<(int, int)>();
        for (int start = 0, end; start < found.Length; start = end)
        {
            for (end = start + 1; end < found.Length && found[end].Key == found[start].Key;)
                end++;
            if (IsWorthALook(found.AsSpan(start, end - start)))
                pairs.Add(((int)(found[start].Key >> 32), (int)(found[start].Key & uint.MaxValue)));
        }

        return pairs;

        // What two captures of one screen have in common has moved by the same way.
        bool IsWorthALook(ReadOnlySpan<(long Key, int First, int Second)> shared)
        {
            if (shared.Length < FewestRare)
                return false;
            var fewest = Math.Min(landmarks(pictures[(int)(shared[0].Key >> 32)]).Length, landmarks(pictures[(int)(shared[0].Key & uint.MaxValue)]).Length);
            foreach (var (_, a, b) in shared)
            {
                var (right, down) = (all[b].X - all[a].X, all[b].Y - all[a].Y);
                var (agreeing, rare) = (0, 0);
                foreach (var (_, c, d) in shared)
                {
                    if (Math.Abs(all[d].X - all[c].X - right) > 1 || Math.Abs(all[d].Y - all[c].Y - down) > 1)
                        continue;
                    agreeing++;
                    rare += others[c] > most || others[d] > most ? 0 : 1;
                }

                var isMoved = Math.Abs(right) > 1 || Math.Abs(down) > 1;
                if (rare >= FewestRare || agreeing >= (isMoved ? LeastShareMoved : LeastShare) * fewest)
                    return true;
            }

            return false;
        }
    }

    private static long Key(int a, int b) => ((long)Math.Min(a, b) << 32) | (uint)Math.Max(a, b);
}
