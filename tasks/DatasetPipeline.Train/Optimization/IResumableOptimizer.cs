using TorchSharp;

namespace DatasetPipeline.Train.Optimization;

/// <summary>One whose work a checkpoint can hold.</summary>
public interface IResumableOptimizer : IOptimizer
{
    /// <summary>With the number of steps and the parameters, all that the next step depends on.</summary>
    IEnumerable<KeyValuePair<string, torch.Tensor>> State { get; }

    /// <summary>Goes on from a state and from the parameters as they are now.</summary>
    /// <param name="state">As <see cref="State"/> had it.</param>
    /// <param name="steps">Steps that were taken.</param>
    void Restore(IReadOnlyDictionary<string, torch.Tensor> state, int steps);
}
