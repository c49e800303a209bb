using System.Globalization;
using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Train.Optimization;

/// <summary>
/// AdamW whose moments live in a subspace of low rank (GaLore, https://arxiv.org/abs/2403.03507), for training all
/// weights with little memory for the optimizer. As in the authors' code ε is added before the moments are
/// corrected, and weights decay after the step. The narrowed gradients and their moments lie in one flat vector.
/// </summary>
public sealed class GaLoreAdamW : IResumableOptimizer
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

    /// <summary>The bytes of gradients, subspaces and both moments, and what a step needs on top.</summary>
    /// <param name="weights">Their shapes, and whether they are narrowed.</param>
    /// <param name="settings">The projection.</param>
    public static (long Kept, long Step) BytesOf(IEnumerable<(long[] Shape, bool IsNarrowed)> weights, GaLoreSettings settings)
    {
        var (whole, narrow, subspaces, largest) = (0L, 0L, 0L, 0L);
        foreach (var (shape, isNarrowed) in weights)
        {
            var count = shape.Aggregate(1L, (product, d) => product * d);
            whole += count;
            if (!isNarrowed)
            {
                narrow += count;
                continue;
            }

            var (rank, columns) = (Math.Min(settings.Rank, Math.Min(shape[0], shape[1])), settings.NarrowsColumns(shape[0], shape[1]));
            narrow += rank * (columns ? shape[0] : shape[1]);
            subspaces += rank * (columns ? shape[1] : shape[0]);
            largest = Math.Max(largest, count);
        }

        // A singular value decomposition has the matrix, both sides of it and as much to work in.
        return ((whole + (3 * narrow) + subspaces) * sizeof(float), ((2 * narrow) + (4 * largest)) * sizeof(float));
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
    /// <remarks>The moments, (narrowed parameters) each, and after the first step each matrix's subspace.</remarks>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> State => _parts.Index()
        .Where(part => part.Item.Projection?.Basis is not null)
        .Select(part => KeyValuePair.Create(Name(part.Index), part.Item.Projection!.Basis!))
        .Append(new("exp_avg", _mean))
        .Append(new("exp_avg_sq", _variance));

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, torch.Tensor> state, int steps)
    {
        using var frozen = torch.no_grad();
        _mean.copy_(state["exp_avg"]);
        _variance.copy_(state["exp_avg_sq"]);
        for (var i = 0; i < _parts.Count; i++)
        {
            if (state.TryGetValue(Name(i), out var basis))
                _parts[i].Projection!.Restore(basis);
        }

        _gradients.All.zero_();
        _steps = steps;
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

    private static string Name(int part) => string.Create(CultureInfo.InvariantCulture, $"projector.{part}");

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
