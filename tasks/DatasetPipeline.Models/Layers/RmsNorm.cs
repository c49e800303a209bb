using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Kernels;
using TorchSharp;

namespace DatasetPipeline.Models.Layers;

/// <summary>w · x / √(mean x² + ε), the mean taken in float32 (https://arxiv.org/abs/1910.07467).</summary>
public sealed class RmsNorm(IWeights weights, torch.ScalarType dtype, string name, long features, double epsilon)
{
    /// <summary>(features)</summary>
    public torch.Tensor Weight { get; } = weights.Take(name + ".weight", dtype, features);

    /// <summary>(…, features) → the same</summary>
    public torch.Tensor Forward(torch.Tensor x)
    {
        if (!Weight.requires_grad)
            return RootMeanSquare.Of(x, Weight, epsilon);
        var wide = x.to(torch.ScalarType.Float32);
        var scale = torch.rsqrt(wide.mul(wide).mean([-1], keepdim: true).Plus(epsilon));
        return wide.mul(scale).to(x.dtype).mul(Weight);
    }
}
