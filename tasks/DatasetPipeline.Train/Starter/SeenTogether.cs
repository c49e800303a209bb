using DatasetPipeline.Models;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Train.Starter;

/// <summary>Pictures of one size that follow each other, as frames of one: the tower sees each alone, but in larger products.</summary>
internal static class SeenTogether
{
    /// <summary>What the tower sees in each picture.</summary>
    public static IEnumerable<VisionFeatures> Of(VisionLanguageModel model, IReadOnlyList<PixelValues> pictures)
    {
        for (var start = 0; start < pictures.Count;)
        {
            var grid = pictures[start].Grid;
            PixelValues[] alike = [.. pictures.Skip(start).TakeWhile(picture => picture.Grid == grid)];
            start += alike.Length;
            var seen = model.See(new PixelValues([.. alike.SelectMany(picture => picture.Values)], grid with { T = grid.T * alike.Length }));
            var tokens = seen.Embeddings.shape[0] / alike.Length;
            for (var i = 0; i < alike.Length; i++)
                yield return new VisionFeatures(seen.Embeddings.narrow(0, i * tokens, tokens), [.. seen.Deepstack.Select(layer => layer.narrow(0, i * tokens, tokens))]);
        }
    }
}
