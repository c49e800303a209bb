using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Quantization;

/// <summary>
/// Eight bits whose first ones say how small a number is and the rest how far it goes there (dynamic tree quantisation,
/// https://arxiv.org/abs/1511.04561), by blocks of 256: how QLoRA keeps the scales of NF4's blocks. As in bitsandbytes a
/// number first goes to the nearest of 65,536 even steps from -1 to 1, and from there to the nearest level.
/// </summary>
public static class DynamicInt8
{
    /// <summary>Numbers that share a scale.</summary>
    public const int BlockSize = 256;

    private const int Decades = 7;
    private const int Steps = 65536;

    /// <summary>The 256 levels, ascending.</summary>
    public static IReadOnlyList<float> Levels { get; } = Make();

    private static readonly torch.Tensor Code = torch.tensor([.. Levels]).DetachFromDisposeScope(); // (256)
    private static readonly torch.Tensor LevelOfStep = torch.tensor(Nearest()).DetachFromDisposeScope(); // (65536), uint8

    /// <summary>Numbers to codes and a scale for each block.</summary>
    /// <param name="values">(n), float32</param>
    /// <returns>(n), uint8, and (blocks), float32</returns>
    public static (torch.Tensor Codes, torch.Tensor Absmax) Quantize(torch.Tensor values)
    {
        var blocks = Blocks(values);
        var absmax = blocks.abs().amax([1]);
        var scaled = blocks.mul(absmax.reciprocal().unsqueeze(1)).clamp(Constant.Of(-1.0), Constant.Of(1.0)).nan_to_num(-1.0); // a block of zeros has the lowest code
        var step = scaled.Plus(1).to(torch.ScalarType.Float64).mul(Constant.Of((Steps - 1) / 2.0)).Plus(0.5).to(torch.ScalarType.Float32); // rounded once, as fused
        var codes = LevelOfStep.index_select(0, step.to(torch.ScalarType.Int32).flatten());
        return (codes.narrow(0, 0, values.numel()), absmax);
    }

    /// <summary>The numbers that codes and scales stand for; (n), float32.</summary>
    /// <param name="codes">(n), uint8</param>
    /// <param name="absmax">(blocks), float32</param>
    public static torch.Tensor Dequantize(torch.Tensor codes, torch.Tensor absmax) =>
        Blocks(Code.index_select(0, codes.to(torch.ScalarType.Int32))).mul(absmax.unsqueeze(1)).flatten().narrow(0, 0, codes.numel());

    // (n) → (blocks, 256), zeros behind the last
    private static torch.Tensor Blocks(torch.Tensor values) =>
        torch.nn.functional.pad(values, [0L, -values.numel() & (BlockSize - 1)]).view(-1, BlockSize);

    // Seven decades from 1e-6 to 1; each has twice the levels of the one below, in the middles of equal parts of (0.1, 1).
    private static float[] Make()
    {
        var levels = new List<float> { 0, 1 };
        for (var decade = 0; decade < Decades; decade++)
        {
            using var scope = torch.NewDisposeScope();
            var borders = torch.linspace(0.1, 1, (1 << decade) + 1, torch.ScalarType.Float32);
            var parts = 1L << decade;
            var middles = borders.narrow(0, 0, parts).Plus(borders.narrow(0, 1, parts)).div(Constant.Of(2.0)).mul(Constant.Of(Math.Pow(10, decade + 1 - Decades))).data<float>().ToArray();
            levels.AddRange(middles);
            levels.AddRange(middles.Select(m => -m));
        }

        return [.. levels.Order()];
    }

    // The level of each step; one halfway between two levels goes to the lower.
    private static byte[] Nearest()
    {
        var nearest = new byte[Steps];
        var level = 0;
        for (var i = 0; i < Steps; i++)
        {
            var value = -1f + (2f * i / (Steps - 1));
            while (level < Levels.Count - 1 && (Levels[level] + Levels[level + 1]) / 2 < value)
                level++;
            nearest[i] = (byte)level;
        }

        return nearest;
    }
}
