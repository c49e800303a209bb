using System.Text.RegularExpressions;
using DatasetPipeline.Models;

namespace DatasetPipeline.Train.Optimization;

/// <summary>
/// Which weights decay, as in transformers' Trainer: not biases and norms, which it knows by their names or by being a LayerNorm. So
/// the norms of Qwen2.5-VL's tower do decay, as they are RMS norms with names of another kind.
/// </summary>
public static partial class WeightDecay
{
    /// <summary>Whether weight_decay is for a weight of a model.</summary>
    public static bool IsFor(VisionLanguageModel model, string weight) => !Undecayed().IsMatch(weight.ToLowerInvariant()) && !IsLayerNorm(model, weight);

    // Of the layers with a bias it alone has a weight of one dimension.
    private static bool IsLayerNorm(VisionLanguageModel model, string weight) =>
        weight.EndsWith(".weight", StringComparison.Ordinal) && model.Weights[weight].dim() == 1 && model.Weights.ContainsKey(weight[..^"weight".Length] + "bias");

    [GeneratedRegex(@"bias|layernorm|rmsnorm|(?:^|\.)norm(?:$|\.)|_norm(?:$|\.)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Undecayed();
}
