using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Vision;

/// <summary>Attention of a Qwen-VL tower: q, k and v in one projection, rotary angles, every patch of a window sees every other.</summary>
public sealed class VisionAttention(IWeights weights, torch.ScalarType dtype, string name, long hidden, long heads)
{
    private readonly Linear _qkv = new(weights, dtype, name + ".qkv", hidden, 3 * hidden, bias: true);
    private readonly Linear _projection = new(weights, dtype, name + ".proj", hidden, hidden, bias: true);

    /// <summary>qkv, proj.</summary>
    public IEnumerable<Linear> Linears => [_qkv, _projection];

    /// <summary>(patches, hidden) → the same</summary>
    /// <param name="x">Patches, those of a window side by side.</param>
    /// <param name="cos">(patches, 1, head_dim), of the rotary angles</param>
    /// <param name="sin">the same</param>
    /// <param name="windows">patches of each window; their sum is patches</param>
    public torch.Tensor Forward(torch.Tensor x, torch.Tensor cos, torch.Tensor sin, IReadOnlyList<int> windows)
    {
        var qkv = _qkv.Forward(x).view(x.shape[0], 3, heads, -1).unbind(1); // three of (patches, heads, head_dim)
        return _projection.Forward(Attention.Within(Rotary.Apply(qkv[0], cos, sin), Rotary.Apply(qkv[1], cos, sin), qkv[2], windows, causal: false));
    }
}
