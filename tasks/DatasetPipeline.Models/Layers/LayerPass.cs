using DatasetPipeline.Models.Kernels;
using TorchSharp;

namespace DatasetPipeline.Models.Layers;

/// <summary>How the layers of a stack are gone through.</summary>
/// <param name="Seed">Where what is random in them comes from; null where nothing is.</param>
/// <param name="IsRecomputed">Compute each layer again on the way back instead of keeping what it needs there.</param>
public readonly record struct LayerPass(long? Seed = null, bool IsRecomputed = false)
{
    private const int MostLayers = 1024; // keeps seeds apart

    /// <summary>x through one layer.</summary>
    /// <param name="layer">Its number: each layer has random numbers of its own, so that it is the same however often and whenever it is computed.</param>
    /// <param name="x">Asks for a gradient afterwards where the layer is computed again: else it would be passed over on the way back.</param>
    /// <param name="forward">The layer.</param>
    public torch.Tensor Through(int layer, torch.Tensor x, Func<torch.Tensor, torch.Tensor> forward)
    {
        var seed = (Seed * MostLayers) + layer;
        if (!IsRecomputed)
            return Seeded(x);
        if (!x.requires_grad)
            x.requires_grad = true;
        return Recomputed.Of(x, Seeded);

        torch.Tensor Seeded(torch.Tensor stream)
        {
            if (seed is { } number)
                Draws.Begin(number);
            return forward(stream);
        }
    }
}
