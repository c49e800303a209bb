namespace DatasetPipeline.Models.Kernels;

/// <summary>Keys of what is random in one layer, in the order in which the layer asks for them.</summary>
internal static class Draws
{
    // A layer is gone through on one thread, and on the way back perhaps again.
    [ThreadStatic]
    private static ulong _next;

    /// <summary>From here on the keys are those of <paramref name="seed"/>.</summary>
    public static void Begin(long seed) => _next = Mixed((ulong)seed);

    /// <summary>The next key.</summary>
    public static ulong Next() => _next++;

    /// <summary>Another number for each number, in which every bit hangs on every bit (SplitMix64, https://doi.org/10.1145/2714064.2660195).</summary>
    public static ulong Mixed(ulong z)
    {
        z += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
