using DatasetPipeline.Models.Language;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Generation;

/// <summary>Always the likeliest token; the earlier ones are kept in a key-value cache.</summary>
public static class Greedy
{
    /// <summary>Goes on from a prompt until a stop token or <paramref name="maxNewTokens"/>.</summary>
    /// <param name="model">The model, with its adapter if it has one.</param>
    /// <param name="prompt">Ids that end in the assistant's opening.</param>
    /// <param name="pictures">What the tower sees in the prompt's pictures, in order.</param>
    /// <param name="maxNewTokens">The longest answer.</param>
    /// <param name="cancellation">Looked at before each token.</param>
    public static Answer Generate(VisionLanguageModel model, EncodedSample prompt, IReadOnlyList<VisionFeatures> pictures, int maxNewTokens, CancellationToken cancellation = default)
    {
        using var frozen = torch.no_grad();
        using var cache = new KeyValueCache(model.Language.Config.NumHiddenLayers);
        var positions = model.PositionIds(prompt.InputIds, prompt.Grids);
        var next = positions.Cast<int>().Max() + 1;
        var ids = new List<int>();
        var margin = double.PositiveInfinity;
        while (ids.Count < maxNewTokens)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var sequences = ids.Count == 0
                ? model.Lay([prompt], pictures, [cache])
                : model.Lay([ids[^1]], [next++], [cache]);
            var hidden = model.Language.Forward(sequences);
            var (values, best) = model.Language.Logits(hidden[-1].unsqueeze(0)).squeeze(0).topk(2);
            margin = Math.Min(margin, values[0].item<float>() - values[1].item<float>());
            ids.Add((int)best[0].item<long>());
            if (model.Processor.StopTokenIds.Contains(ids[^1]))
                break;
        }

        return new Answer(ids, margin);
    }
}
