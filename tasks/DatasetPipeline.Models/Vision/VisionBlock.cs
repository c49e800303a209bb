using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Vision;

/// <summary>x + attention(norm x), then x + mlp(norm x), with layer norms, one qkv projection and rotary angles.</summary>
public sealed class VisionBlock
{
    private readonly long _heads;
    private readonly Linear _qkv;
    private readonly Linear _projection;
    private readonly Linear _first;
    private readonly Linear _second;
    private readonly LayerNorm _norm1;
    private readonly LayerNorm _norm2;

    /// <summary>Takes the tensors of <paramref name="name"/>.</summary>
    public VisionBlock(IWeights weights, torch.ScalarType dtype, string name, long hidden, long intermediate, long heads)
    {
        _heads = heads;
        _norm1 = new LayerNorm(weights, dtype, name + ".norm1", hidden, 1e-6);
        _norm2 = new LayerNorm(weights, dtype, name + ".norm2", hidden, 1e-6);
        _qkv = new Linear(weights, dtype, name + ".attn.qkv", hidden, 3 * hidden, bias: true);
        _projection = new Linear(weights, dtype, name + ".attn.proj", hidden, hidden, bias: true);
        _first = new Linear(weights, dtype, name + ".mlp.linear_fc1", hidden, intermediate, bias: true);
        _second = new Linear(weights, dtype, name + ".mlp.linear_fc2", intermediate, hidden, bias: true);
    }

    /// <summary>(patches, hidden) of one picture → the same</summary>
    public torch.Tensor Forward(torch.Tensor x, torch.Tensor cos, torch.Tensor sin)
    {
        var qkv = _qkv.Forward(_norm1.Forward(x)).view(x.shape[0], 3, _heads, -1).unbind(1); // three of (patches, heads, dim)
        x = x.Plus(_projection.Forward(Attention.Attend(Rotary.Apply(qkv[0], cos, sin), Rotary.Apply(qkv[1], cos, sin), qkv[2], causal: false)));
        return x.Plus(_second.Forward(torch.nn.functional.gelu(_first.Forward(_norm2.Forward(x)), TorchSharp.Modules.GELU.Approximate.tanh)));
    }
}
