using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Vision;

/// <summary>Makes one token of the language model from merge × merge neighbouring patches.</summary>
public sealed class PatchMerger
{
    private readonly long _width;
    private readonly bool _normAfterMerge;
    private readonly LayerNorm _norm;
    private readonly Linear _first;
    private readonly Linear _second;

    /// <summary>Takes the tensors of <paramref name="name"/>.</summary>
    public PatchMerger(IWeights weights, torch.ScalarType dtype, string name, long hidden, long merge, long output, bool normAfterMerge)
    {
        _width = hidden * merge * merge;
        _normAfterMerge = normAfterMerge;
        _norm = new LayerNorm(weights, dtype, name + ".norm", normAfterMerge ? _width : hidden, 1e-6);
        _first = new Linear(weights, dtype, name + ".linear_fc1", _width, _width, bias: true);
        _second = new Linear(weights, dtype, name + ".linear_fc2", _width, output, bias: true);
    }

    /// <summary>linear_fc1, linear_fc2.</summary>
    public IEnumerable<Linear> Linears => [_first, _second];

    /// <summary>(patches, hidden), in merge order → (patches / merge², output)</summary>
    public torch.Tensor Forward(torch.Tensor x)
    {
        x = _normAfterMerge ? _norm.Forward(x.view(-1, _width)) : _norm.Forward(x).view(-1, _width);
        return _second.Forward(torch.nn.functional.gelu(_first.Forward(x)));
    }
}
