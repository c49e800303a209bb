using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Checkpoints;

/// <summary>
/// A model from nothing: weights normal with deviation 0.02 and biases zero, as <c>initializer_range</c> has it, norms
/// one. The same seed gives the same model.
/// </summary>
public sealed class RandomWeights(long seed) : IWeights
{
    private const double InitializerRange = 0.02;
    private readonly torch.Generator _generator = new((ulong)seed);
    private readonly SortedDictionary<string, torch.Tensor> _taken = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Taken => _taken;

    /// <inheritdoc/>
    public void Rename(NameRules rules)
    {
        // there are no files whose names could differ
    }

    /// <inheritdoc/>
    public bool Has(string name) => false;

    /// <inheritdoc/>
    public torch.Tensor Take(string name, torch.ScalarType dtype, params long[] shape) => _taken[name] =
        name.EndsWith(".bias", StringComparison.Ordinal) ? torch.zeros(shape, dtype: dtype)
        : shape.Length == 1 ? torch.ones(shape, dtype: dtype)
        : torch.randn(shape, dtype: dtype, generator: _generator).mul_(Constant.Of(InitializerRange));
}
