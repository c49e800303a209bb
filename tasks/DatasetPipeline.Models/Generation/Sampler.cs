using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Generation;

/// <summary>
/// The likelihoods that a token is drawn from, in the order of transformers: repetition penalty, temperature, top_k, top_p
/// (nucleus, https://arxiv.org/abs/1904.09751), min_p (https://arxiv.org/abs/2407.01082). At least one token is kept.
/// </summary>
public static class Sampler
{
    /// <summary>Logits after the repetition penalty: (vocabulary), float32.</summary>
    /// <param name="logits">(vocabulary), float32</param>
    /// <param name="previous">Tokens of the prompt and of the answer so far.</param>
    /// <param name="penalty">repetition_penalty</param>
    public static torch.Tensor Penalise(torch.Tensor logits, IEnumerable<int> previous, double penalty)
    {
        if (penalty == 1)
            return logits;
        var factor = Number(penalty);
        var ids = torch.tensor([.. previous.Distinct().Select(id => (long)id)]);
        var scores = logits.index_select(0, ids);
        return logits.index_copy(0, ids, torch.where(scores.lt(Number(0)), scores.mul(factor), scores.div(factor)));
    }

    /// <summary>Tokens that may be drawn and their likelihoods, which make 1; both (kept).</summary>
    /// <param name="logits">(vocabulary), float32, penalised</param>
    /// <param name="settings">temperature, top_k, top_p and min_p.</param>
    public static (torch.Tensor Ids, torch.Tensor Probabilities) Distribution(torch.Tensor logits, GenerationSettings settings)
    {
        var scores = settings.Temperature == 1 ? logits : logits.div(Number(settings.Temperature));
        var ids = torch.arange(Constant.Of(scores.shape[0]));
        if (settings.TopK > 0 && settings.TopK < scores.shape[0])
            Keep(scores.ge(scores.topk(settings.TopK).values[-1])); // of equals at the border, all
        if (settings.TopP < 1)
        {
            // The least likely that together do not reach the rest go; of equals, the first ones first.
            var (sorted, order) = scores.sort(0, descending: false, stable: true);
            var removed = sorted.softmax(0).cumsum(0).le(Number(1 - settings.TopP));
            removed[^1] = torch.tensor(false);
            Keep(torch.zeros_like(removed).index_copy(0, order, removed).logical_not());
        }

        if (settings.MinP > 0)
        {
            var probabilities = scores.softmax(0);
            Keep(probabilities.ge(probabilities.max().mul(Number(settings.MinP))));
        }

        return (ids, scores.softmax(0));

        void Keep(torch.Tensor kept)
        {
            var at = kept.nonzero().squeeze(1);
            (ids, scores) = (ids.index_select(0, at), scores.index_select(0, at));
        }
    }

    /// <summary>Draws one of the tokens with a number from 0 to below 1.</summary>
    public static int Draw((torch.Tensor Ids, torch.Tensor Probabilities) distribution, double number)
    {
        var ids = distribution.Ids.data<long>().ToArray();
        var probabilities = distribution.Probabilities.data<float>().ToArray();
        var sum = 0.0;
        number *= probabilities.Sum(p => (double)p);
        for (var i = 0; i < ids.Length; i++)
        {
            sum += probabilities[i];
            if (number < sum)
                return (int)ids[i];
        }

        return (int)ids[^1];
    }

    // Settings are as many as there are callers: as tensors they go with the scope, and need not be kept for good.
    private static torch.Tensor Number(double value) => torch.tensor((float)value);
}
