using TorchSharp;

namespace DatasetPipeline.Train.Optimization;

/// <summary>The gradients of many parameters side by side in one vector, so that what is done to all is one operation.</summary>
internal sealed class FlatGradients : IDisposable
{
    /// <summary>From now on the parameters ask for gradients, which lie here and begin as zero.</summary>
    public FlatGradients(IReadOnlyList<torch.Tensor> parameters)
    {
        All = torch.zeros(parameters.Sum(p => p.numel()), dtype: torch.ScalarType.Float32).DetachFromDisposeScope();
        var start = 0L;
        foreach (var parameter in parameters)
        {
            using var view = All.narrow(0, start, parameter.numel());
            parameter.requires_grad = true;
            parameter.grad = view.view(parameter.shape); // backward adds to it in place
            start += parameter.numel();
        }
    }

    /// <summary>(all numbers)</summary>
    public torch.Tensor All { get; }

    /// <summary>Scales them so that their norm is at most <paramref name="maxNorm"/>, where that is above 0.</summary>
    /// <returns>The norm before.</returns>
    public double Clip(double maxNorm)
    {
        using var length = All.norm();
        double norm = length.item<float>();
        if (maxNorm > 0 && norm > maxNorm)
        {
            using Scalar clip = maxNorm / (norm + 1e-6);
            All.mul_(clip);
        }

        return norm;
    }

    /// <inheritdoc/>
    public void Dispose() => All.Dispose();
}
