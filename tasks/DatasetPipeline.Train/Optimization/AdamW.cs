using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Train.Optimization;

/// <summary>
/// AdamW (https://arxiv.org/abs/1711.05101) over one flat vector: gradients and moments lie side by side, so that a
/// step is a handful of operations, and one copy back for each tensor.
/// </summary>
public sealed class AdamW : IDisposable
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _weightDecay;
    private readonly (torch.Tensor Parameter, torch.Tensor View)[] _parameters;
    private readonly torch.Tensor _values;
    private readonly torch.Tensor _gradients;
    private readonly torch.Tensor _mean;
    private readonly torch.Tensor _variance;
    private readonly long _decayed;
    private int _steps;

    /// <summary>Takes parameters, float32 leaves; from now on they ask for gradients.</summary>
    /// <param name="decayed">Parameters that decay.</param>
    /// <param name="undecayed">Parameters that do not: biases and norms.</param>
    /// <param name="beta1">adam_beta1</param>
    /// <param name="beta2">adam_beta2</param>
    /// <param name="epsilon">adam_epsilon</param>
    /// <param name="weightDecay">weight_decay</param>
    public AdamW(IReadOnlyList<torch.Tensor> decayed, IReadOnlyList<torch.Tensor> undecayed, double beta1, double beta2, double epsilon, double weightDecay)
    {
        (_beta1, _beta2, _epsilon, _weightDecay) = (beta1, beta2, epsilon, weightDecay);
        _decayed = decayed.Sum(p => p.numel());
        torch.Tensor[] parameters = [.. decayed, .. undecayed];
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        _values = torch.cat([.. parameters.Select(p => p.flatten())]).DetachFromDisposeScope();
        _gradients = torch.zeros_like(_values).DetachFromDisposeScope();
        _mean = torch.zeros_like(_values).DetachFromDisposeScope();
        _variance = torch.zeros_like(_values).DetachFromDisposeScope();
        _parameters = new (torch.Tensor, torch.Tensor)[parameters.Length];
        var start = 0L;
        for (var i = 0; i < parameters.Length; i++)
        {
            var count = parameters[i].numel();
            parameters[i].requires_grad = true;
            parameters[i].grad = _gradients.narrow(0, start, count).view(parameters[i].shape); // backward adds to it in place
            _parameters[i] = (parameters[i], _values.narrow(0, start, count).view(parameters[i].shape).DetachFromDisposeScope());
            start += count;
        }
    }

    /// <summary>One step, after scaling the gradients so that their norm is at most <paramref name="maxNorm"/>; then they are zero again.</summary>
    /// <returns>The norm before clipping.</returns>
    public double Step(double learningRate, double maxNorm)
    {
        // TorchSharp does not keep a number alive while the native operation reads it; these live until the step ends.
        _steps++;
        using Scalar decay = 1 - (learningRate * _weightDecay);
        using Scalar correction = Math.Sqrt(1 - Math.Pow(_beta2, _steps));
        using Scalar stride = -learningRate / (1 - Math.Pow(_beta1, _steps));
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        double norm = _gradients.norm().item<float>();
        if (maxNorm > 0 && norm > maxNorm)
        {
            using Scalar clip = maxNorm / (norm + 1e-6);
            _gradients.mul_(clip);
        }

        _values.narrow(0, 0, _decayed).mul_(decay);
        _mean.mul_(Constant.Of(_beta1)).add_(_gradients, alpha: Constant.Of(1 - _beta1));
        _variance.mul_(Constant.Of(_beta2)).addcmul_(_gradients, _gradients, Constant.Of(1 - _beta2));
        var denominator = _variance.sqrt().div_(correction).add_(Constant.Of(_epsilon), Constant.Of(1L));
        _values.addcdiv_(_mean, denominator, stride);
        foreach (var (parameter, view) in _parameters)
            parameter.copy_(view);
        _gradients.zero_();
        return norm;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, view) in _parameters)
            view.Dispose();
        _values.Dispose();
        _gradients.Dispose();
        _mean.Dispose();
        _variance.Dispose();
    }
}
