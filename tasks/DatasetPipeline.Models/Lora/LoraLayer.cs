using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Lora;

/// <summary>The low-rank update of one linear layer: scaling · B (A x).</summary>
/// <param name="A">(rank, in)</param>
/// <param name="B">(out, rank); zeros before training, so that the adapter begins as no change</param>
/// <param name="Scaling">lora_alpha / rank, with rsLoRA lora_alpha / √rank</param>
public sealed record LoraLayer(torch.Tensor A, torch.Tensor B, double Scaling)
{
    /// <summary>What happens to x before A while training; null is nothing.</summary>
    public Func<torch.Tensor, torch.Tensor>? Dropout { get; set; }

    /// <summary>(…, in) → (…, out)</summary>
    public torch.Tensor Forward(torch.Tensor x)
    {
        var wide = x.to(A.dtype); // an adapter learns in float32, also beside bfloat16 weights
        var narrow = torch.nn.functional.linear(Dropout is null ? wide : Dropout(wide), A); // (…, rank)
        return torch.nn.functional.linear(narrow, B).mul(Constant.Of(Scaling)).to(x.dtype);
    }
}
