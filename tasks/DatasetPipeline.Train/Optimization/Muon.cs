using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Train.Optimization;

/// <summary>
/// Muon (https://kellerjordan.github.io/posts/muon/): a matrix steps by its momentum with all singular values brought to about one, so that
/// directions which rarely have a gradient learn as fast as the others. For the matrices of hidden layers; the rest is
/// <see cref="AdamW"/>'s.
/// </summary>
public sealed class Muon : IOptimizer
{
    private const double Momentum = 0.95;
    private const int Iterations = 5;
    private readonly double _weightDecay;
    private readonly torch.Tensor[] _matrices;
    private readonly torch.Tensor[] _momenta;
    private readonly (long Rows, long Columns, int[] Matrices)[] _alike; // of one shape, which are multiplied side by side
    private readonly FlatGradients _gradients;

    /// <summary>Takes parameters; from now on they ask for gradients.</summary>
    /// <param name="matrices">(rows, columns) each, float32; rows that are a multiple of columns are so many square matrices, as query, key and value in one.</param>
    /// <param name="weightDecay">weight_decay</param>
    public Muon(IReadOnlyList<torch.Tensor> matrices, double weightDecay)
    {
        (_matrices, _weightDecay) = ([.. matrices], weightDecay);
        _gradients = new FlatGradients(matrices);
        _alike = [.. matrices.Index().GroupBy(matrix => (matrix.Item.shape[0], matrix.Item.shape[1])).Select(group => (group.Key.Item1, group.Key.Item2, group.Select(matrix => matrix.Index).ToArray()))];
        _momenta = [.. matrices.Select(matrix => torch.zeros_like(matrix).DetachFromDisposeScope())];
    }

    /// <inheritdoc/>
    public double Step(double learningRate, double maxNorm)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var norm = _gradients.Clip(maxNorm);
        using Scalar decay = 1 - (learningRate * _weightDecay);
        torch.Tensor[] ahead = [.. _matrices.Zip(_momenta, (matrix, momentum) => matrix.grad!.Plus(momentum.mul_(Constant.Of(Momentum)).add_(matrix.grad!, Constant.Of(1L)).mul(Constant.Of(Momentum))))];
        foreach (var (rows, columns, alike) in _alike)
        {
            var parts = rows % columns == 0 ? rows / columns : 1;
            using Scalar stride = -learningRate * Math.Sqrt(Math.Max(1, (double)rows / parts / columns));
            var steps = Orthogonal(torch.cat([.. alike.Select(i => ahead[i].view(parts, rows / parts, columns))])).split(parts);
            foreach (var (i, step) in alike.Zip(steps))
                _matrices[i].mul_(decay).add_(step.reshape(rows, columns), stride);
        }

        _gradients.All.zero_();
        return norm;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var momentum in _momenta)
            momentum.Dispose();
        _gradients.Dispose();
    }

    // The quintic Newton-Schulz iteration: singular values go to between about 0.7 and 1.2; (parts, rows, columns).
    private static torch.Tensor Orthogonal(torch.Tensor x)
    {
        var isTall = x.shape[1] > x.shape[2];
        x = isTall ? x.mT : x;
        x = x.div(x.mul(x).sum([1, 2], keepdim: true).sqrt().Plus(1e-7));
        for (var i = 0; i < Iterations; i++)
        {
            var square = x.matmul(x.mT);
            var mixed = square.mul(Constant.Of(-4.7750)).Plus(square.matmul(square).mul(Constant.Of(2.0315)));
            x = x.mul(Constant.Of(3.4445)).Plus(mixed.matmul(x));
        }

        return isTall ? x.mT : x;
    }
}
