using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Lora;
using TorchSharp;

namespace DatasetPipeline.Models.Layers;

/// <summary>y = x Wᵀ + b, and with an adapter + s · B A x (LoRA, https://arxiv.org/abs/2106.09685).</summary>
public sealed class Linear
{
    /// <summary>Takes <c>name.weight</c> (out, in) and, where asked, <c>name.bias</c> (out).</summary>
    public Linear(IWeights weights, torch.ScalarType dtype, string name, long inFeatures, long outFeatures, bool bias)
    {
        Name = name;
        Weight = weights.Take(name + ".weight", dtype, outFeatures, inFeatures);
        Bias = bias ? weights.Take(name + ".bias", dtype, outFeatures) : null;
    }

    /// <summary>The module's name in the checkpoint, e.g. <c>model.language_model.layers.0.self_attn.q_proj</c>.</summary>
    public string Name { get; }

    /// <summary>(out, in)</summary>
    public torch.Tensor Weight { get; }

    /// <summary>(out), or null.</summary>
    public torch.Tensor? Bias { get; }

    /// <summary>The low-rank update beside the weight; null for the base model.</summary>
    public LoraLayer? Lora { get; set; }

    /// <summary>(…, in) → (…, out)</summary>
    public torch.Tensor Forward(torch.Tensor x)
    {
        var y = torch.nn.functional.linear(x, Weight, Bias);
        return Lora is null ? y : y.Plus(Lora.Forward(x));
    }
}
