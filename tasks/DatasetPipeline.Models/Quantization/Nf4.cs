using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Quantization;

/// <summary>
/// The data type NF4 of QLoRA (https://arxiv.org/abs/2305.14314): sixteen levels that cut a normal distribution into equal
/// shares, times the largest absolute value of each block of 64.
/// </summary>
public static class Nf4
{
    /// <summary>Weights that share a scale.</summary>
    public const int BlockSize = 64;

    /// <summary>The levels (appendix E of the paper).</summary>
    public static IReadOnlyList<float> Levels { get; } =
    [
        -1.0f, -0.6961928009986877f, -0.5250730514526367f, -0.39491748809814453f, -0.28444138169288635f, -0.18477343022823334f, -0.09105003625154495f, 0.0f,
        0.07958029955625534f, 0.16093020141124725f, 0.24611230194568634f, 0.33791524171829224f, 0.44070982933044434f, 0.5626170039176941f, 0.7229568362236023f, 1.0f,
    ];

    // A scale is never less, as one over it is taken.
    private const double LeastScale = 1e-38;

    // Halfway between two levels; what lies there goes to the lower. (15)
    private static readonly torch.Tensor Borders = torch.tensor([.. Levels.Zip(Levels.Skip(1), (low, high) => (low + high) / 2)]).DetachFromDisposeScope();

    // Both levels of every byte, the high nibble's first; (256, 2).
    private static readonly torch.Tensor Pairs = torch.tensor(
        [.. Enumerable.Range(0, 256).SelectMany(b => new[] { Levels[b >> 4], Levels[b & 15] })], [256, 2]).DetachFromDisposeScope();

    /// <summary>Whole blocks to two codes a byte and a scale for each block.</summary>
    /// <param name="blocks">(blocks, 64), float32</param>
    /// <returns>(blocks · 32), uint8, and (blocks), float32</returns>
    public static (torch.Tensor Packed, torch.Tensor Absmax) Quantize(torch.Tensor blocks)
    {
        var absmax = blocks.abs().amax([1]);
        return (Pack(blocks.mul(absmax.clamp_min(Constant.Of(LeastScale)).reciprocal().unsqueeze(1))), absmax);
    }

    /// <summary>A last block that is not full, which bitsandbytes divides by its scale instead; it is filled up with zeros.</summary>
    /// <param name="rest">(fewer than 64), float32</param>
    /// <returns>(32), uint8, and (1), float32</returns>
    public static (torch.Tensor Packed, torch.Tensor Absmax) QuantizeRest(torch.Tensor rest)
    {
        var absmax = rest.abs().amax([0], keepdim: true).clamp_min(Constant.Of(LeastScale));
        return (Pack(torch.nn.functional.pad(rest.div(absmax), [0L, BlockSize - rest.numel()])), absmax);
    }

    /// <summary>The values that codes and scales stand for.</summary>
    /// <param name="packed">(blocks · 32), uint8</param>
    /// <param name="absmax">(blocks), float32</param>
    /// <returns>(blocks, 64), float32</returns>
    public static torch.Tensor Dequantize(torch.Tensor packed, torch.Tensor absmax) => Nf4Kernel.IsSupported
        ? Nf4Kernel.Dequantize(packed, absmax)
        : Lookup(packed, absmax);

    /// <summary>The same by tensor operations alone, a third as fast, for every processor.</summary>
    public static torch.Tensor Lookup(torch.Tensor packed, torch.Tensor absmax) =>
        Pairs.index_select(0, packed.to(torch.ScalarType.Int32)).view(-1, BlockSize).mul_(absmax.unsqueeze(1));

    // Of each pair of codes the first is in the high nibble.
    private static torch.Tensor Pack(torch.Tensor scaled)
    {
        var codes = torch.bucketize(scaled, Borders, outInt32: true).view(-1, 2); // (blocks · 32, 2)
        return codes.select(1, 0).mul(Constant.Of(16)).Plus(codes.select(1, 1)).to(torch.ScalarType.Byte);
    }
}
