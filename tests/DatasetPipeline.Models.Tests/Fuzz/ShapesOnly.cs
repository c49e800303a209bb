using DatasetPipeline.Models.Checkpoints;
using TorchSharp;

namespace DatasetPipeline.Models.Tests.Fuzz;

/// <summary>Weights without memory: one number in whatever shape is asked for.</summary>
internal sealed class ShapesOnly : IWeights
{
    public IReadOnlyDictionary<string, torch.Tensor> Taken { get; } = new Dictionary<string, torch.Tensor>();

    public void Rename(NameRules rules)
    {
        // there are no files
    }

    public bool Has(string name) => false;

    public torch.Tensor Take(string name, torch.ScalarType dtype, params long[] shape) => torch.zeros(1, dtype: dtype).expand(shape);
}
