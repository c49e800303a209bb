using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Quantization;

/// <summary>
/// A weight in NF4, bit for bit as bitsandbytes packs it: blocks run over the flattened weight and do not restart at
/// rows. With double quantisation the blocks' scales lie in eight bits, less their mean, which takes 4.13 bits a weight
/// in all instead of 4.5.
/// </summary>
public sealed class Nf4Weight : IDisposable
{
    // Weights that are quantised at once: what is in between takes several times their room.
    private const long Piece = 1 << 22;

    private readonly torch.Tensor _packed; // (blocks · 32), the last block filled up

    private Nf4Weight(long[] shape, torch.Tensor packed, torch.Tensor absmax, torch.Tensor? offset, torch.Tensor? nestedAbsmax) =>
        (Shape, _packed, Absmax, Offset, NestedAbsmax) = (shape, packed, absmax, offset, nestedAbsmax);

    /// <summary>Of the dense weight.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Two codes a byte, the first in the high nibble; (⌈weights / 2⌉), uint8.</summary>
    public torch.Tensor Packed => _packed.narrow(0, 0, (Count + 1) / 2);

    /// <summary>The blocks' scales, (blocks): float32, or codes of <see cref="DynamicInt8"/> in uint8.</summary>
    public torch.Tensor Absmax { get; }

    /// <summary>What is added to the scales, (); null without double quantisation.</summary>
    public torch.Tensor? Offset { get; }

    /// <summary>The scales' own scales, (⌈blocks / 256⌉), float32; null without double quantisation.</summary>
    public torch.Tensor? NestedAbsmax { get; }

    /// <summary>The bytes that so many weights take at most, scales and the allocator's rounding among them, before there are any.</summary>
    public static long Foreseen(long weights) => weights * 5 / 8;

    /// <summary>The bytes that it takes.</summary>
    public long Bytes => _packed.numel() + (Absmax.numel() * Absmax.element_size()) + ((NestedAbsmax?.numel() + Offset?.numel() ?? 0) * 4);

    private long Count => Shape.Aggregate(1L, (product, d) => product * d);

    /// <summary>Quantises a weight, which stays as it is.</summary>
    /// <param name="weight">of any shape and floating-point type</param>
    /// <param name="doubleQuantization">bnb_4bit_use_double_quant</param>
    public static Nf4Weight Of(torch.Tensor weight, bool doubleQuantization)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var flat = weight.flatten();
        var (count, whole) = (flat.numel(), flat.numel() / Nf4.BlockSize * Nf4.BlockSize);
        var blocks = (count + Nf4.BlockSize - 1) / Nf4.BlockSize;
        var packed = torch.empty(blocks * Nf4.BlockSize / 2, dtype: torch.ScalarType.Byte);
        var absmax = torch.empty(blocks, dtype: torch.ScalarType.Float32);
        for (long start = 0; start < whole; start += Piece)
        {
            using var piece = torch.NewDisposeScope();
            Put(start, Nf4.Quantize(Wide(start, Math.Min(Piece, whole - start)).view(-1, Nf4.BlockSize)));
        }

        if (whole < count)
            Put(whole, Nf4.QuantizeRest(Wide(whole, count - whole)));
        packed.MoveToOuterDisposeScope();
        if (!doubleQuantization)
            return new([.. weight.shape], packed, absmax.MoveToOuterDisposeScope(), null, null);
        var offset = absmax.mean();
        var (nested, nestedAbsmax) = DynamicInt8.Quantize(absmax.sub(offset));
        return new([.. weight.shape], packed, nested.MoveToOuterDisposeScope(), offset.MoveToOuterDisposeScope(), nestedAbsmax.MoveToOuterDisposeScope());

        torch.Tensor Wide(long start, long length) => flat.narrow(0, start, length).to(torch.ScalarType.Float32);

        void Put(long start, (torch.Tensor Packed, torch.Tensor Absmax) quantized)
        {
            packed.narrow(0, start / 2, quantized.Packed.numel()).copy_(quantized.Packed);
            absmax.narrow(0, start / Nf4.BlockSize, quantized.Absmax.numel()).copy_(quantized.Absmax);
        }
    }

    /// <summary>The dense weight again.</summary>
    public torch.Tensor Dequantize(torch.ScalarType dtype = torch.ScalarType.Float32)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var absmax = NestedAbsmax is null ? Absmax : DynamicInt8.Dequantize(Absmax, NestedAbsmax).Plus(Offset!);
        return Nf4.Dequantize(_packed, absmax).flatten().narrow(0, 0, Count).view([.. Shape]).to(dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _packed.Dispose();
        Absmax.Dispose();
        Offset?.Dispose();
        NestedAbsmax?.Dispose();
    }
}
