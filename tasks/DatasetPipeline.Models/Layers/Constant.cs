using System.Collections.Concurrent;
using TorchSharp;

namespace DatasetPipeline.Models.Layers;

/// <summary>
/// Numbers in tensor arithmetic, kept for good. TorchSharp 0.107 turns a number into a native object and does not keep it alive
/// while the native operation reads it: a garbage collection at that moment frees it ("Unknown scalar type", or a wrong result).
/// Its operators, <c>add</c> without alpha and <c>square</c> do so inside.
/// </summary>
public static class Constant
{
    private static readonly ConcurrentDictionary<long, Scalar> Whole = new();
    private static readonly ConcurrentDictionary<double, Scalar> Real = new();
    private static readonly Scalar One = Of(1L);

    /// <summary>A whole number. For numbers that come again: each stays in memory.</summary>
    public static Scalar Of(long value) => Whole.GetOrAdd(value, static v => v);

    /// <summary>A real number. For numbers that come again: each stays in memory.</summary>
    public static Scalar Of(double value) => Real.GetOrAdd(value, static v => v);

    /// <summary>x + y</summary>
    public static torch.Tensor Plus(this torch.Tensor x, torch.Tensor y) => x.add(y, One);

    /// <summary>x + y</summary>
    public static torch.Tensor Plus(this torch.Tensor x, long y) => x.add(Of(y), One);

    /// <summary>x + y</summary>
    public static torch.Tensor Plus(this torch.Tensor x, double y) => x.add(Of(y), One);
}
