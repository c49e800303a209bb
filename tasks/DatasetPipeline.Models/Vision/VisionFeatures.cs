using TorchSharp;

namespace DatasetPipeline.Models.Vision;

/// <summary>What the tower sees in one picture.</summary>
/// <param name="Embeddings">(image tokens, hidden of the language model)</param>
/// <param name="Deepstack">for each of the first layers of the language model, the same shape; empty where a family has none</param>
public sealed record VisionFeatures(torch.Tensor Embeddings, IReadOnlyList<torch.Tensor> Deepstack)
{
    private IEnumerable<torch.Tensor> All => Deepstack.Prepend(Embeddings);

    /// <summary>The same, as the end of the way back: their gradients stay there until <see cref="Backward"/>. Where nothing learns, there is none.</summary>
    public VisionFeatures Cut() => new(Leaf(Embeddings), [.. Deepstack.Select(Leaf)]);

    /// <summary>The way back through the tower.</summary>
    /// <param name="cut">What <see cref="Cut"/> gave, after the way back through the language model.</param>
    public void Backward(VisionFeatures cut)
    {
        var ends = All.Zip(cut.All, (end, leaf) => (End: end, Gradient: end.requires_grad ? leaf.grad : null)).Where(pair => pair.Gradient is not null).ToList();
        if (ends.Count > 0)
            torch.autograd.backward([.. ends.Select(pair => pair.End)], [.. ends.Select(pair => pair.Gradient!)]);
    }

    private static torch.Tensor Leaf(torch.Tensor tensor) => tensor.requires_grad ? tensor.detach().requires_grad_() : tensor;
}
