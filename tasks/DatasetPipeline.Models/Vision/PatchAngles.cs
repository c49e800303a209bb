using DatasetPipeline.Models.Layers;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Vision;

/// <summary>Rotary angles of a picture's patches in the Qwen-VL towers: half of a head's angles follow the row, half the column.</summary>
/// <param name="headDim">Width of a head.</param>
/// <param name="merge">spatial_merge_size</param>
public sealed class PatchAngles(long headDim, long merge)
{
    private readonly torch.Tensor _frequencies = Rotary.InverseFrequencies(10000, headDim / 2); // (head_dim / 4)

    /// <summary>Of each patch, in the order of pixel_values; (patches, head_dim / 2).</summary>
    public torch.Tensor Of(ImageGrid grid)
    {
        var rows = torch.arange(Constant.Of(grid.H)).unsqueeze(1).expand(grid.H, grid.W);
        var columns = torch.arange(Constant.Of(grid.W)).expand(grid.H, grid.W);
        var places = InMergeOrder(torch.stack([rows, columns], -1)).to(torch.ScalarType.Float32).repeat(grid.T, 1); // (patches, 2)
        return places.unsqueeze(-1).mul(_frequencies).flatten(1);
    }

    /// <summary>(H, W, …) → (H · W, …), the patches of one merged token side by side, as pixel_values has them.</summary>
    public torch.Tensor InMergeOrder(torch.Tensor x) => x
        .reshape(x.shape[0] / merge, merge, x.shape[1] / merge, merge, -1) // (H / m, m, W / m, m, …)
        .transpose(1, 2).flatten(0, 3);
}
