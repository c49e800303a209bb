namespace DatasetPipeline.Train.Optimization;

/// <summary>What turns gradients into steps.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>One step, after scaling the gradients so that their norm is at most <paramref name="maxNorm"/>; then they are zero again.</summary>
    /// <param name="learningRate">Of this step.</param>
    /// <param name="maxNorm">max_grad_norm; 0 leaves them as they are.</param>
    /// <returns>The norm before clipping.</returns>
    double Step(double learningRate, double maxNorm);
}
