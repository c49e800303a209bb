using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Train.Optimization;

/// <summary>
/// AdamW whose moments live in a subspace of low rank (GaLore, https://arxiv.org/abs/2403.03507), for training all
/// weights with little memory for the optimizer. As in the authors' code ε is added before the moments are
/// corrected, and weights decay after the step. The narrowed gradients and their moments lie in one flat vector.
/// </summary>
public sealed class GaLoreAdamW : IOptimizer
{
    private readonly GaLoreSettings _settings;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _weightDecay;
    private readonly FlatGradients _gradients;
    private readonly List<Part> _parts = [];
    private readonly torch.Tensor _narrow; // gradients, then steps
    private readonly torch.Tensor _mean;
    private readonly torch.Tensor _variance;
    private int _steps;

    /// <summary>Takes parameters; from now on they ask for gradients.</summary>
    /// <param name="projected">Matrices whose gradients are narrowed.</param>
    /// <param name="others">Groups that are stepped as they are.</param>
    /// <param name="settings">The projection.</param>
    /// <param name="beta1">adam_beta1</param>
    /// <param name="beta2">adam_beta2</param>
    /// <param name="epsilon">adam_epsilon</param>
    /// <param name="weightDecay">weight_decay</param>
    public GaLoreAdamW(ParameterGroup projected, IReadOnlyList<ParameterGroup> others, GaLoreSettings settings, double beta1, double beta2, double epsilon, double weightDecay)
    {
        (_settings, _beta1, _beta2, _epsilon, _weightDecay) = (settings, beta1, beta2, epsilon, weightDecay);
        using var frozen = torch.no_grad();
        _gradients = new FlatGradients([.. projected.Parameters, .. others.SelectMany(g => g.Parameters)]);
        foreach (var matrix in projected.Parameters)
            Add(matrix, projected, new GaLoreProjection(settings, matrix.shape[0], matrix.shape[1]));
        foreach (var group in others)
        {
            foreach (var parameter in group.Parameters)
                Add(parameter, group, null);
        }

        var length = _parts.Sum(p => p.Length);
        _narrow = Zeros();
        _mean = Zeros();
        _variance = Zeros();

        void Add(torch.Tensor parameter, ParameterGroup group, GaLoreProjection? projection)
        {
            var shape = projection?.Shape ?? parameter.shape;
            _parts.Add(new(parameter, group, projection, shape, _parts is [.., var last] ? last.Start + last.Length : 0, shape.Aggregate(1L, (product, d) => product * d)));
        }

        torch.Tensor Zeros() => torch.zeros(length, dtype: torch.ScalarType.Float32).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public double Step(double learningRate, double maxNorm)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var norm = _gradients.Clip(maxNorm);
        foreach (var part in _parts)
        {
            if (_steps % _settings.UpdateProjGap == 0)
                part.Projection?.Renew(part.Parameter.grad!);
            View(_narrow, part).copy_(part.Projection?.Narrow(part.Parameter.grad!) ?? part.Parameter.grad!);
        }

        _steps++;
        _mean.mul_(Constant.Of(_beta1)).add_(_narrow, alpha: Constant.Of(1 - _beta1));
        _variance.mul_(Constant.Of(_beta2)).addcmul_(_narrow, _narrow, Constant.Of(1 - _beta2));
        _narrow.copy_(_mean.div(_variance.sqrt().add_(Constant.Of(_epsilon), Constant.Of(1L))));
        var correction = Math.Sqrt(1 - Math.Pow(_beta2, _steps)) / (1 - Math.Pow(_beta1, _steps));
        foreach (var part in _parts)
            Move(part, learningRate * part.Group.RateFactor, correction);
        _gradients.All.zero_();
        return norm;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in _parts)
            part.Projection?.Dispose();
        _gradients.Dispose();
        _narrow.Dispose();
        _mean.Dispose();
        _variance.Dispose();
    }

    private static torch.Tensor View(torch.Tensor flat, Part part) => flat.narrow(0, part.Start, part.Length).view(part.Shape);

    private void Move(Part part, double rate, double correction)
    {
        var step = View(_narrow, part);
        // Numbers that live until the native operations have read them.
        using Scalar stride = -rate * correction * (part.Projection is null ? 1 : _settings.Scale);
        using Scalar decay = 1 - (rate * _weightDecay);
        part.Parameter.add_(part.Projection?.Widen(step) ?? step, alpha: stride);
        if (part.Group.Decays)
            part.Parameter.mul_(decay);
    }

    private sealed record Part(torch.Tensor Parameter, ParameterGroup Group, GaLoreProjection? Projection, long[] Shape, long Start, long Length);
}
