using System.Runtime.CompilerServices;
using TorchSharp;

namespace DatasetPipeline.Models.Kernels;

/// <summary>Turns each pair (x_i, x_{i + dim/2}) by its angle, and on the way back by the opposite one.</summary>
internal sealed class Turn : FusedFunction<Turn>
{
    /// <summary>(tokens, heads, dim) → the same</summary>
    /// <param name="x">(tokens, heads, dim), heads side by side; tokens may lie apart</param>
    /// <param name="cos">(tokens, 1, dim), the angles twice over</param>
    /// <param name="sin">the same</param>
    public static torch.Tensor Of(torch.Tensor x, torch.Tensor cos, torch.Tensor sin) =>
        torch.is_grad_enabled() && x.requires_grad ? apply(x, cos, sin) : By(x, cos, sin, back: false);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (cos, sin) = ((torch.Tensor)vars[1], (torch.Tensor)vars[2]);
        ctx.save_for_backward([cos, sin]);
        return By((torch.Tensor)vars[0], cos, sin, back: false);
    }

    /// <inheritdoc/>
    public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, torch.Tensor grad_output)
    {
        using var gradient = grad_output; // a handle of ours
        using var scope = torch.NewDisposeScope();
        var saved = ctx.get_saved_variables();
        return Give(By(gradient, saved[0], saved[1], back: true), null, null);
    }

    private static torch.Tensor By(torch.Tensor x, torch.Tensor cos, torch.Tensor sin, bool back)
    {
        using var scope = torch.NewDisposeScope();
        var (heads, dim) = (x.shape[1], x.shape[2]);
        var source = x.stride(2) == 1 && x.stride(1) == dim ? x : x.contiguous();
        var target = torch.empty(x.shape, x.dtype);
        var (from, to, cosines, sines, half, apart) = (Lanes.Address(source), Lanes.Address(target), Lanes.Address(cos), Lanes.Address(sin), dim / 2, source.stride(0));
        Team.Run(x.shape[0], 2 * heads * dim, x.dtype == torch.ScalarType.BFloat16 ? Part<BFloat16> : Part<Float32>);
        return target.MoveToOuterDisposeScope();

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Part<T>(long first, long end)
            where T : struct, INumbers
        {
            for (var token = first; token < end; token++)
            {
                var (c, s) = (Lanes.At<T>(cosines, token * dim), Lanes.At<T>(sines, token * dim));
                for (var head = 0L; head < heads; head++)
                {
                    var (x, y) = (Lanes.At<T>(from, (token * apart) + (head * dim)), Lanes.At<T>(to, ((token * heads) + head) * dim));
                    var (upper, turned) = (Lanes.At<T>(x, half), Lanes.At<T>(y, half));
                    for (var i = 0L; i < half; i += Lanes.Count)
                    {
                        var (a, b) = (Lanes.Load<T>(x, i, half), Lanes.Load<T>(upper, i, half));
                        var (c1, c2) = (Lanes.Load<T>(c, i, half), Lanes.Load<T>(Lanes.At<T>(c, half), i, half));
                        var (s1, s2) = (Lanes.Load<T>(s, i, half), Lanes.Load<T>(Lanes.At<T>(s, half), i, half));
                        // The upper half's angles are the lower's over again; on the way back each goes with its own.
                        var (across, down) = back ? (b * s2, -(a * s1)) : (-(b * s1), a * s2);
                        Lanes.Store<T>(y, i, half, T.Round(a * c1) + T.Round(across));
                        Lanes.Store<T>(turned, i, half, T.Round(b * c2) + T.Round(down));
                    }
                }
            }
        }
    }
}
