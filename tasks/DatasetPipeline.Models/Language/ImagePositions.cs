using DatasetPipeline.Tokens;

namespace DatasetPipeline.Models.Language;

/// <summary>
/// Where tokens stand in the Qwen-VL families (Qwen2-VL, https://arxiv.org/abs/2409.12191, section 2.1). Text counts on by
/// one. A picture's tokens share one time, and count their rows and columns from there; the text after it goes on behind
/// its longer side.
/// </summary>
public static class ImagePositions
{
    /// <summary>(3, tokens): time, height, width</summary>
    /// <param name="inputIds">The tokens.</param>
    /// <param name="grids">image_grid_thw of each picture, in order.</param>
    /// <param name="imageTokenId">The token that stands for a picture's embeddings.</param>
    /// <param name="merge">spatial_merge_size: so many rows and columns of patches are one token.</param>
    public static int[,] Of(IReadOnlyList<int> inputIds, IReadOnlyList<ImageGrid> grids, int imageTokenId, long merge)
    {
        var positions = new int[3, inputIds.Count];
        var next = 0;
        var picture = 0;
        for (var at = 0; at < inputIds.Count;)
        {
            if (inputIds[at] != imageTokenId)
            {
                (positions[0, at], positions[1, at], positions[2, at]) = (next, next, next);
                next++;
                at++;
                continue;
            }

            var (frames, height, width) = grids[picture++];
            var (rows, columns) = ((int)(height / merge), (int)(width / merge));
            for (var i = 0; i < frames * rows * columns; i++, at++)
            {
                positions[0, at] = next + (i / (rows * columns));
                positions[1, at] = next + (i / columns % rows);
                positions[2, at] = next + (i % columns);
            }

            next += Math.Max(frames, Math.Max(rows, columns));
        }

        return positions;
    }
}
