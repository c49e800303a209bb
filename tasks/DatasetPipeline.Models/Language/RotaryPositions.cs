using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Language;

/// <summary>
/// Rotary angles of tokens that stand in time, height and width: each frequency follows one of the three
/// (M-RoPE, https://arxiv.org/abs/2409.12191, section 2.1).
/// </summary>
public sealed class RotaryPositions
{
    private readonly torch.Tensor _frequencies; // (head_dim / 2)
    private readonly torch.Tensor _axes; // (1, head_dim / 2): 0 time, 1 height, 2 width

    private RotaryPositions(double theta, long[] axes)
    {
        _frequencies = Rotary.InverseFrequencies(theta, axes.Length * 2);
        _axes = torch.tensor(axes).unsqueeze(0);
    }

    /// <summary>All frequencies follow time, which in a text is the token's place.</summary>
    public static RotaryPositions OfText(DecoderConfig config) => new(config.RopeTheta, new long[config.HeadDim / 2]);

    /// <summary>The first frequencies follow time, the next height, the last width (Qwen2-VL and Qwen2.5-VL).</summary>
    /// <param name="config">The language model.</param>
    /// <param name="sections">mrope_section: how many follow each.</param>
    public static RotaryPositions InSections(DecoderConfig config, IReadOnlyList<int> sections) =>
        new(config.RopeTheta, [.. sections.SelectMany((count, axis) => Enumerable.Repeat((long)axis, count))]);

    /// <summary>
    /// Frequencies go time, height, width, time, … as far as the sections of height and width reach; time has the rest
    /// (Qwen3-VL, https://arxiv.org/abs/2511.21631).
    /// </summary>
    /// <param name="config">The language model.</param>
    /// <param name="sections">mrope_section: how many follow each.</param>
    public static RotaryPositions Interleaved(DecoderConfig config, IReadOnlyList<int> sections)
    {
        var axes = new long[config.HeadDim / 2];
        for (var axis = 1; axis <= 2; axis++)
        {
            for (var i = axis; i < Math.Min(sections[axis] * 3, axes.Length); i += 3)
                axes[i] = axis;
        }

        return new RotaryPositions(config.RopeTheta, axes);
    }

    /// <summary>Cosine and sine, each (tokens, 1, head_dim).</summary>
    /// <param name="positionIds">(3, tokens), int64</param>
    /// <param name="dtype">What the angles' cosines are wanted as.</param>
    public (torch.Tensor Cos, torch.Tensor Sin) Angles(torch.Tensor positionIds, torch.ScalarType dtype)
    {
        var angles = positionIds.to(torch.ScalarType.Float32).unsqueeze(-1).mul(_frequencies); // (3, tokens, head_dim / 2)
        var axes = _axes.expand(1, angles.shape[1], -1);
        return Rotary.CosSin(angles.gather(0, axes).squeeze(0), dtype);
    }
}
