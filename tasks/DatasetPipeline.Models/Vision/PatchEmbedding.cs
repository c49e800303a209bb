using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Vision;

/// <summary>The first layer of a Qwen-VL tower, a convolution over patches; each patch is seen once, so it is a product.</summary>
public sealed class PatchEmbedding
{
    private readonly torch.Tensor _weight; // (hidden, channels, time, height, width)
    private readonly torch.Tensor? _bias; // (hidden)

    /// <summary>Takes the tensors of <paramref name="name"/>.</summary>
    public PatchEmbedding(IWeights weights, torch.ScalarType dtype, string name, ModelConfig vision, long hidden, bool bias)
    {
        foreach (var key in (string[])["in_channels", "in_chans"])
        {
            if (vision.Has(key) && vision.Count(key) != 3)
                throw vision.Wrong(key, "3: red, green and blue");
        }

        var patch = vision.Count("patch_size", most: 1024);
        _weight = weights.Take(name + ".weight", dtype, hidden, 3, vision.Count("temporal_patch_size", most: 64), patch, patch);
        _bias = bias ? weights.Take(name + ".bias", dtype, hidden) : null;
    }

    /// <summary>pixel_values → (patches, hidden)</summary>
    public torch.Tensor Forward(PixelValues picture)
    {
        var weight = _weight.flatten(1); // (hidden, channels · time · height · width)
        var pixels = torch.tensor(picture.Values).view(-1, weight.shape[1]).to(weight.dtype);
        return LinearProduct.Of(pixels, weight, _bias);
    }
}
