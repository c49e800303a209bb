using TorchSharp;

namespace DatasetPipeline.Models.Checkpoints;

/// <summary>Where a model takes its tensors from.</summary>
public interface IWeights
{
    /// <summary>Every tensor taken so far, by name.</summary>
    IReadOnlyDictionary<string, torch.Tensor> Taken { get; }

    /// <summary>Takes other layouts' names for those that <paramref name="rules"/> give; before any tensor is taken.</summary>
    void Rename(NameRules rules);

    /// <summary>Whether there is a tensor of that name.</summary>
    bool Has(string name);

    /// <summary>The tensor of that name and shape, as <paramref name="dtype"/>.</summary>
    torch.Tensor Take(string name, torch.ScalarType dtype, params long[] shape);
}
