using TorchSharp;

namespace DatasetPipeline.Models.Kernels;

/// <summary>
/// Products of float32 that have the same bits on every machine. MKL's have them too where it is asked (MKL_CBWR=COMPATIBLE), but
/// with the instructions of 2001, at a third of the speed and less.
/// </summary>
internal sealed class MatrixProduct : FusedFunction<MatrixProduct>
{
    private const string Learns = "learns";

    /// <summary>Whether the same bits are asked for: in --reproducible.</summary>
    public static bool IsWanted { get; internal set; } = Environment.GetEnvironmentVariable("MKL_CBWR") == "COMPATIBLE";

    /// <summary>Whether numbers of this type are multiplied here.</summary>
    public static bool IsFor(torch.ScalarType dtype) => IsWanted && dtype == torch.ScalarType.Float32;

    /// <summary>The product of two matrices, ours where the same bits are asked for and libtorch's else.</summary>
    /// <param name="a">(…, rows, depth)</param>
    /// <param name="b">(…, depth, columns)</param>
    public static torch.Tensor Times(torch.Tensor a, torch.Tensor b) => IsFor(a.dtype) ? Of(a, b) : a.matmul(b);

    /// <summary>(…, rows, depth) and (…, depth, columns) → (…, rows, columns), all of float32 and of one batch.</summary>
    /// <param name="a">The left matrix.</param>
    /// <param name="b">The right one.</param>
    /// <param name="start">What is added: (columns), which does not learn, or (rows, columns); null is nothing.</param>
    public static torch.Tensor Of(torch.Tensor a, torch.Tensor b, torch.Tensor? start = null)
    {
        var learns = (A: a.requires_grad, B: b.requires_grad, Start: start is { requires_grad: true });
        return torch.is_grad_enabled() && (learns.A || learns.B || learns.Start) ? apply(a, b, start!, learns) : Product(a, b, start);
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (a, b) = ((torch.Tensor)vars[0], (torch.Tensor)vars[1]);
        var learns = ((bool A, bool B, bool Start))vars[3];
        List<torch.Tensor> kept = [];
        if (learns.A)
            kept.Add(b);
        if (learns.B)
            kept.Add(a);
        ctx.save_for_backward(kept);
        ctx.save_data(Learns, learns);
        return Product(a, b, (torch.Tensor?)vars[2]);
    }

    /// <inheritdoc/>
    public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, torch.Tensor grad_output)
    {
        using var gradient = grad_output; // a handle of ours
        using var scope = torch.NewDisposeScope();
        var learns = ((bool A, bool B, bool Start))ctx.get_data(Learns);
        var kept = ctx.get_saved_variables();
        return Give(
            learns.A ? Product(gradient, kept[0].mT, null) : null,
            learns.B ? Product(kept[^1].mT, gradient, null) : null,
            learns.Start ? gradient.alias() : null,
            null);
    }

    private static torch.Tensor Product(torch.Tensor a, torch.Tensor b, torch.Tensor? start)
    {
        using var scope = torch.NewDisposeScope();
        var begin = start?.contiguous();
        var (rows, depth, columns) = (a.shape[^2], a.shape[^1], b.shape[^1]);
        var target = torch.empty([.. a.shape[..^1], columns]);
        if (target.numel() > 0)
            Tiles.Multiply((rows, depth, columns), Operand(a), Operand(b), Lanes.Address(target), begin is null ? 0 : Lanes.Address(begin), begin is { Dimensions: > 1 } ? columns : 0);
        return target.MoveToOuterDisposeScope();
    }

    private static Tiles.Operand Operand(torch.Tensor matrices)
    {
        long[] offsets = [0];
        var (shape, strides) = (matrices.shape, matrices.stride());
        for (var i = 0; i < shape.Length - 2; i++)
            offsets = [.. offsets.SelectMany(offset => Enumerable.Range(0, (int)shape[i]).Select(j => offset + (j * strides[i])))];
        return new(Lanes.Address(matrices), offsets, strides[^2], strides[^1]);
    }
}
