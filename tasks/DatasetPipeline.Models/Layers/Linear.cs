using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Models.Quantization;
using TorchSharp;

namespace DatasetPipeline.Models.Layers;

/// <summary>y = x Wᵀ + b, and what an adapter makes of it; W lies there in full or in four bits.</summary>
public sealed class Linear
{
    private torch.Tensor? _dense;

    /// <summary>Takes <c>name.weight</c> (out, in) and, where asked, <c>name.bias</c> (out).</summary>
    public Linear(IWeights weights, torch.ScalarType dtype, string name, long inFeatures, long outFeatures, bool bias)
    {
        (Name, Dtype, InFeatures, OutFeatures) = (name, dtype, inFeatures, outFeatures);
        _dense = weights.Take(name + ".weight", dtype, outFeatures, inFeatures);
        Bias = bias ? weights.Take(name + ".bias", dtype, outFeatures) : null;
    }

    /// <summary>The module's name in the checkpoint, e.g. <c>model.language_model.layers.0.self_attn.q_proj</c>.</summary>
    public string Name { get; }

    /// <summary>The type that it computes in.</summary>
    public torch.ScalarType Dtype { get; }

    /// <summary>Width of x.</summary>
    public long InFeatures { get; }

    /// <summary>Width of y.</summary>
    public long OutFeatures { get; }

    /// <summary>(out, in); made anew at each look where it lies in four bits.</summary>
    public torch.Tensor Weight => _dense ?? Quantized!.Dequantize(Dtype);

    /// <summary>The weight in four bits, where it lies so.</summary>
    public Nf4Weight? Quantized { get; private set; }

    /// <summary>(out), or null.</summary>
    public torch.Tensor? Bias { get; }

    /// <summary>The low-rank update beside the weight; null for the base model.</summary>
    public LoraLayer? Lora { get; set; }

    /// <summary>
    /// Keeps the weight in four bits (NF4, https://arxiv.org/abs/2305.14314) and frees the dense one. An adapter comes
    /// afterwards, as it learns beside the weight that is left.
    /// </summary>
    /// <param name="doubleQuantization">bnb_4bit_use_double_quant: the blocks' scales in eight bits.</param>
    public void Quantize(bool doubleQuantization)
    {
        if (Lora is not null || _dense is null)
            throw new InvalidOperationException($"{Name} is quantised once, and before it gets an adapter.");
        Quantized = Nf4Weight.Of(_dense, doubleQuantization);
        _dense.Dispose();
        _dense = null;
    }

    /// <summary>Puts the adapter into the weight, which is dense afterwards, and takes it away.</summary>
    public void Merge()
    {
        if (Lora is null)
            return;
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        _dense = Lora.Merged(Weight).to(Dtype).MoveToOuterDisposeScope();
        Quantized?.Dispose();
        (Quantized, Lora) = (null, null);
    }

    /// <summary>x Wᵀ without bias and adapter, (…, in) → (…, out).</summary>
    public torch.Tensor Product(torch.Tensor x) => Base(x, null);

    /// <summary>(…, in) → (…, out)</summary>
    public torch.Tensor Forward(torch.Tensor x)
    {
        var y = Base(x, Bias);
        return Lora is null ? y : Lora.Forward(this, x, y);
    }

    private torch.Tensor Base(torch.Tensor x, torch.Tensor? bias)
    {
        if (Quantized is null)
            return LinearProduct.Of(x, _dense!, bias);
        var y = Nf4Product.apply(x, Quantized);
        return bias is null ? y : y.Plus(bias);
    }
}
