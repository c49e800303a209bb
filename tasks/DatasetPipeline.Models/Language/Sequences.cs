using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Language;

/// <summary>Several sequences one after the other on one axis, without padding.</summary>
/// <param name="Embeddings">(tokens, hidden)</param>
/// <param name="Cos">(tokens, 1, head_dim), of the rotary angles</param>
/// <param name="Sin">the same</param>
/// <param name="Lengths">tokens of each sequence</param>
/// <param name="Caches">one a sequence while generating; null while training</param>
/// <param name="LayerInputs">what is added to the stream after each of the first layers, at <paramref name="LayerInputRows"/> (deepstack)</param>
/// <param name="LayerInputRows">(rows), the tokens that get it</param>
public sealed record Sequences(
    torch.Tensor Embeddings,
    torch.Tensor Cos,
    torch.Tensor Sin,
    IReadOnlyList<int> Lengths,
    IReadOnlyList<KeyValueCache>? Caches = null,
    IReadOnlyList<torch.Tensor>? LayerInputs = null,
    torch.Tensor? LayerInputRows = null)
{
    /// <summary>How the layers are gone through.</summary>
    public LayerPass Pass { get; init; }
}
