namespace DatasetPipeline.Train.Starter;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): the same numbers in every
/// version of .NET, which System.Random does not promise.
/// </summary>
internal sealed class StarterRandom(long seed, long index, int stream)
{
    private ulong state = Mix(Mix(Mix((ulong)seed + 1) + (ulong)index) + (ulong)stream);

    public int Below(int count) => (int)(Next() % (ulong)count);

    /// <summary>A whole number, both ends included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>In [low, high).</summary>
    public float Between(float low, float high) => low + ((high - low) * Unit());

    public bool Chance(float probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>In [0, 1), with the 24 bits that a float holds.</summary>
    private float Unit() => (Next() >> 40) * (1f / (1 << 24));

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        return Mix(state);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
