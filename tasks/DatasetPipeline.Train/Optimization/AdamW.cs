using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Train.Optimization;

/// <summary>
/// AdamW (https://arxiv.org/abs/1711.05101) over one flat vector: gradients and moments lie side by side, so that a
/// step is a handful of operations, and one copy back for each tensor.
/// </summary>
public sealed class AdamW : IResumableOptimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _weightDecay;
    private readonly (torch.Tensor Parameter, torch.Tensor View)[] _parameters;
    private readonly FlatGradients _gradients;
    private readonly torch.Tensor _values;
    private readonly torch.Tensor _mean;
    private readonly torch.Tensor _variance;
    private readonly List<Span> _rates;
    private readonly List<Span> _decays;
    private int _steps;

    /// <summary>Takes parameters; from now on they ask for gradients.</summary>
    /// <param name="groups">What learns.</param>
    /// <param name="beta1">adam_beta1</param>
    /// <param name="beta2">adam_beta2</param>
    /// <param name="epsilon">adam_epsilon</param>
    /// <param name="weightDecay">weight_decay</param>
    public AdamW(IReadOnlyList<ParameterGroup> groups, double beta1, double beta2, double epsilon, double weightDecay)
    {
        (_beta1, _beta2, _epsilon, _weightDecay) = (beta1, beta2, epsilon, weightDecay);
        torch.Tensor[] parameters = [.. groups.SelectMany(g => g.Parameters)];
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        _gradients = new FlatGradients(parameters);
        _values = torch.cat([.. parameters.Select(p => p.flatten())]).DetachFromDisposeScope();
        _mean = torch.zeros_like(_values).DetachFromDisposeScope();
        _variance = torch.zeros_like(_values).DetachFromDisposeScope();
        _parameters = new (torch.Tensor, torch.Tensor)[parameters.Length];
        var start = 0L;
        for (var i = 0; i < parameters.Length; i++)
        {
            var count = parameters[i].numel();
            _parameters[i] = (parameters[i], _values.narrow(0, start, count).view(parameters[i].shape).DetachFromDisposeScope());
            start += count;
        }

        _rates = Spans(groups, _ => true);
        _decays = Spans(groups, g => g.Decays);
    }

    /// <summary>The bytes of so many numbers' gradients, their values side by side and both moments, and what a step needs on top.</summary>
    public static (long Kept, long Step) BytesOf(long count) => (count * 4 * sizeof(float), count * sizeof(float));

    /// <inheritdoc/>
    public double Step(double learningRate, double maxNorm)
    {
        // TorchSharp does not keep a number alive while the native operation reads it; these live until the step ends.
        _steps++;
        using Scalar correction = Math.Sqrt(1 - Math.Pow(_beta2, _steps));
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var norm = _gradients.Clip(maxNorm);
        foreach (var (start, length, factor) in _decays)
        {
            using Scalar decay = 1 - (learningRate * factor * _weightDecay);
            _values.narrow(0, start, length).mul_(decay);
        }

        _mean.mul_(Constant.Of(_beta1)).add_(_gradients.All, alpha: Constant.Of(1 - _beta1));
        _variance.mul_(Constant.Of(_beta2)).addcmul_(_gradients.All, _gradients.All, Constant.Of(1 - _beta2));
        var denominator = _variance.sqrt().div_(correction).add_(Constant.Of(_epsilon), Constant.Of(1L));
        foreach (var (start, length, factor) in _rates)
        {
            using Scalar stride = -learningRate * factor / (1 - Math.Pow(_beta1, _steps));
            _values.narrow(0, start, length).addcdiv_(_mean.narrow(0, start, length), denominator.narrow(0, start, length), stride);
        }

        foreach (var (parameter, view) in _parameters)
            parameter.copy_(view);
        _gradients.All.zero_();
        return norm;
    }

    /// <inheritdoc/>
    /// <remarks>The moments, (parameters) each.</remarks>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> State =>
        [new("exp_avg", _mean), new("exp_avg_sq", _variance)];

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, torch.Tensor> state, int steps)
    {
        using var frozen = torch.no_grad();
        _mean.copy_(state["exp_avg"]);
        _variance.copy_(state["exp_avg_sq"]);
        foreach (var (parameter, view) in _parameters)
            view.copy_(parameter);
        _gradients.All.zero_();
        _steps = steps;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, view) in _parameters)
            view.Dispose();
        _gradients.Dispose();
        _values.Dispose();
        _mean.Dispose();
        _variance.Dispose();
    }

    // Neighbours of one rate are one span.
    private static List<Span> Spans(IReadOnlyList<ParameterGroup> groups, Func<ParameterGroup, bool> takes)
    {
        var spans = new List<Span>();
        var start = 0L;
        foreach (var group in groups)
        {
            var length = group.Parameters.Sum(p => p.numel());
            if (takes(group) && spans is [.., var last] && last.Start + last.Length == start && last.RateFactor == group.RateFactor)
                spans[^1] = last with { Length = last.Length + length };
            else if (takes(group))
                spans.Add(new(start, length, group.RateFactor));
            start += length;
        }

        return spans;
    }

    private readonly record struct Span(long Start, long Length, double RateFactor);
}
