using TorchSharp;

namespace DatasetPipeline.Train.Optimization;

/// <summary>Parameters that are stepped alike.</summary>
/// <param name="Parameters">float32 leaves</param>
/// <param name="Decays">Whether weight decay is for them; not for biases and norms.</param>
/// <param name="RateFactor">What the learning rate is multiplied with.</param>
public sealed record ParameterGroup(IReadOnlyList<torch.Tensor> Parameters, bool Decays = true, double RateFactor = 1)
{
    /// <summary>
    /// What an adapter learns. With LoRA+ (https://arxiv.org/abs/2402.12354) B, which begins at zero, learns faster than
    /// A; DoRA's magnitudes go with B, as in PEFT.
    /// </summary>
    /// <param name="adapter">Its tensors by PEFT's names.</param>
    /// <param name="lorapLrRatio">lorap_lr_ratio: B's learning rate over A's; null is LoRA's one rate for both.</param>
    /// <param name="factorOf">What a tensor's learning rate is multiplied with, where LoRA+ does not say it; null is 1.</param>
    public static IReadOnlyList<ParameterGroup> Of(IEnumerable<KeyValuePair<string, torch.Tensor>> adapter, double? lorapLrRatio = null, Func<string, double>? factorOf = null)
    {
        if (lorapLrRatio is not { } ratio)
            return [.. adapter.GroupBy(t => factorOf?.Invoke(t.Key) ?? 1, t => t.Value).Select(group => new ParameterGroup([.. group], RateFactor: group.Key))];
        var fast = adapter.ToLookup(t => t.Key.Contains(".lora_B.", StringComparison.Ordinal) || t.Value.dim() == 1, t => t.Value);
        return [new([.. fast[false]]), new([.. fast[true]], RateFactor: ratio)];
    }
}
