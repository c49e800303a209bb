using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using DatasetPipeline.Models.Kernels;
using TorchSharp;

namespace DatasetPipeline.Models.Quantization;

/// <summary>Makes NF4 dense on the processor in one pass; the memory that it writes to is what holds it up.</summary>
internal static class Nf4Kernel
{
    private const int BytesOfBlock = Nf4.BlockSize / 2;

    private static readonly Vector256<float> Low = Vector256.Create([.. Nf4.Levels.Take(8)]);
    private static readonly Vector256<float> High = Vector256.Create([.. Nf4.Levels.Skip(8)]);

    /// <summary>Whether the processor has what it needs.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>As <see cref="Nf4.Dequantize"/>, for tensors in main memory.</summary>
    public static unsafe torch.Tensor Dequantize(torch.Tensor packed, torch.Tensor absmax)
    {
        var blocks = (int)absmax.numel();
        var dense = torch.empty(blocks, Nf4.BlockSize, dtype: torch.ScalarType.Float32);
        var (source, scales, target) = (Lanes.Address(packed), Lanes.Address(absmax), Lanes.Address(dense));
        Team.Run(blocks, Nf4.BlockSize, (first, end) =>
        {
            for (var block = first; block < end; block++)
                Dequantize((byte*)source + (block * BytesOfBlock), ((float*)scales)[block], (float*)target + (block * Nf4.BlockSize));
        });
        GC.KeepAlive(packed);
        GC.KeepAlive(absmax);
        return dense;
    }

    // Eight bytes are sixteen weights: their high nibbles the even ones, their low nibbles the odd ones.
    private static unsafe void Dequantize(byte* packed, float scale, float* dense)
    {
        var scales = Vector256.Create(scale);
        for (var i = 0; i < BytesOfBlock; i += 8)
        {
            var codes = Avx2.ConvertToVector256Int32(packed + i);
            var even = Avx.Multiply(Levels(Avx2.ShiftRightLogical(codes, 4)), scales);
            var odd = Avx.Multiply(Levels(Avx2.And(codes, Vector256.Create(15))), scales);
            var (first, second) = (Avx.UnpackLow(even, odd), Avx.UnpackHigh(even, odd)); // 0-3 and 8-11, 4-7 and 12-15
            Avx.Store(dense + (2 * i), Avx.Permute2x128(first, second, 0x20));
            Avx.Store(dense + (2 * i) + 8, Avx.Permute2x128(first, second, 0x31));
        }
    }

    // Each code's level: the lower three bits choose in both halves, the fourth between them.
    private static Vector256<float> Levels(Vector256<int> codes) => Avx.BlendVariable(
        Avx2.PermuteVar8x32(Low, codes),
        Avx2.PermuteVar8x32(High, codes),
        Avx2.ShiftLeftLogical(codes, 28).AsSingle()); // the sign decides
}
