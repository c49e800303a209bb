using DatasetPipeline.Training;
using DatasetPipeline.Train.Optimization;
using TorchSharp;

namespace DatasetPipeline.Train.Starter;

/// <summary>Steps weights of the starter model: the matrices of its layers by <see cref="Muon"/>, what reads and writes and all vectors by <see cref="AdamW"/>.</summary>
internal sealed class StarterOptimizer : IOptimizer
{
    /// <summary>A step of Muon's changes each direction of a matrix by this times learning_rate.</summary>
    private const double MuonRate = 10;

    private readonly Muon _muon;
    private readonly AdamW _adam;

    /// <param name="weights">What learns, by name.</param>
    /// <param name="settings">The part's recipe.</param>
    public StarterOptimizer(IEnumerable<KeyValuePair<string, torch.Tensor>> weights, TrainSettings settings)
    {
        var groups = weights.ToLookup(weight => (weight.Value.dim(), IsOfLayer(weight.Key)) switch
        {
            (2, true) => 2,
            (1, _) => 1,
            _ => 0,
        }, weight => weight.Value);
        _muon = new Muon([.. groups[2]], settings.WeightDecay);
        _adam = new AdamW([new([.. groups[0]]), new([.. groups[1]], Decays: false)], settings.AdamBeta1, settings.AdamBeta2, settings.AdamEpsilon, settings.WeightDecay);
    }

    /// <inheritdoc/>
    public double Step(double learningRate, double maxNorm)
    {
        var (matrices, others) = (_muon.Step(learningRate * MuonRate, 0), _adam.Step(learningRate, maxNorm));
        return Math.Sqrt((matrices * matrices) + (others * others));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _muon.Dispose();
        _adam.Dispose();
    }

    private static bool IsOfLayer(string name) => name.Contains("layers.", StringComparison.Ordinal) || name.Contains("blocks.", StringComparison.Ordinal);
}
