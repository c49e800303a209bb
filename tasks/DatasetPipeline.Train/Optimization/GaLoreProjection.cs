using TorchSharp;

namespace DatasetPipeline.Train.Optimization;

/// <summary>One matrix's subspace: the directions in which its gradient was largest when it was last looked at.</summary>
internal sealed class GaLoreProjection : IDisposable
{
    private readonly int _rank;
    private readonly bool _columns;

    public GaLoreProjection(GaLoreSettings settings, long rows, long columns)
    {
        _columns = settings.NarrowsColumns(rows, columns);
        _rank = (int)Math.Min(settings.Rank, Math.Min(rows, columns));
        Shape = _columns ? [rows, _rank] : [_rank, columns];
    }

    /// <summary>Of what <see cref="Narrow"/> gives.</summary>
    public long[] Shape { get; }

    /// <summary>(columns, rank) or (rows, rank), orthonormal; null before the first <see cref="Renew"/>.</summary>
    public torch.Tensor? Basis { get; private set; }

    /// <summary>Goes on with a copy of a subspace that was found before.</summary>
    public void Restore(torch.Tensor basis)
    {
        Basis?.Dispose();
        Basis = basis.clone().DetachFromDisposeScope();
    }

    /// <summary>Takes the directions of the largest singular values.</summary>
    public void Renew(torch.Tensor gradient)
    {
        using var scope = torch.NewDisposeScope();
        Basis?.Dispose();
        var (u, _, vh) = torch.linalg.svd(gradient, fullMatrices: false);
        Basis = (_columns ? vh.narrow(0, 0, _rank).t() : u.narrow(1, 0, _rank)).contiguous().DetachFromDisposeScope();
    }

    /// <summary>(rows, columns) → (rows, rank) or (rank, columns)</summary>
    public torch.Tensor Narrow(torch.Tensor gradient) => _columns ? gradient.matmul(Basis!) : Basis!.t().matmul(gradient);

    /// <summary>The way back.</summary>
    public torch.Tensor Widen(torch.Tensor step) => _columns ? step.matmul(Basis!.t()) : Basis!.matmul(step);

    public void Dispose() => Basis?.Dispose();
}
