using DatasetPipeline.Models.Checkpoints;
using TorchSharp;

namespace DatasetPipeline.Models.Layers;

/// <summary>w · (x − mean) / √(variance + ε) + b over the last dimension.</summary>
public sealed class LayerNorm(IWeights weights, torch.ScalarType dtype, string name, long features, double epsilon)
{
    /// <summary>(features)</summary>
    public torch.Tensor Weight { get; } = weights.Take(name + ".weight", dtype, features);

    /// <summary>(features)</summary>
    public torch.Tensor Bias { get; } = weights.Take(name + ".bias", dtype, features);

    /// <summary>(…, features) → the same</summary>
    public torch.Tensor Forward(torch.Tensor x) => torch.nn.functional.layer_norm(x, [features], Weight, Bias, epsilon);
}
