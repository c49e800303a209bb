using TorchSharp;

namespace DatasetPipeline.Models.Vision;

/// <summary>What the tower sees in one picture.</summary>
/// <param name="Embeddings">(image tokens, hidden of the language model)</param>
/// <param name="Deepstack">for each of the first layers of the language model, the same shape; empty where a family has none</param>
public sealed record VisionFeatures(torch.Tensor Embeddings, IReadOnlyList<torch.Tensor> Deepstack);
