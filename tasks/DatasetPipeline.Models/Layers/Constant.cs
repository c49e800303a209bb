using System.Collections.Concurrent;
using TorchSharp;

namespace DatasetPipeline.Models.Layers;

/// <summary>
/// Numbers in tensor arithmetic, kept for good. TorchSharp 0.107 turns a number into a native object and does not keep it alive
/// while the native operation reads it: a garbage collection at that moment frees it ("Unknown scalar type", or a wrong result).
/// </summary>
public static class Constant
{
    private static readonly ConcurrentDictionary<long, Scalar> Whole = new();
    private static readonly ConcurrentDictionary<double, Scalar> Real = new();

    /// <summary>A whole number. For numbers that come again: each stays in memory.</summary>
    public static Scalar Of(long value) => Whole.GetOrAdd(value, static v => v);

    /// <summary>A real number. For numbers that come again: each stays in memory.</summary>
    public static Scalar Of(double value) => Real.GetOrAdd(value, static v => v);
}
