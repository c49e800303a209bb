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
            var whole = Lanes.Whole(half);
            for (var token = first; token < end; token++)
            {
                var (c, s) = (Lanes.At<T>(cosines, token * dim), Lanes.At<T>(sines, token * dim));
                var (c2, s2) = (Lanes.At<T>(c, half), Lanes.At<T>(s, half));
                for (var head = 0L; head < heads; head++)
                {
                    var (x, y) = (Lanes.At<T>(from, (token * apart) + (head * dim)), Lanes.At<T>(to, ((token * heads) + head) * dim));
                    var (x2, y2) = (Lanes.At<T>(x, half), Lanes.At<T>(y, half));
                    // The upper half's angles are the lower's over again; on the way back each goes with its own.
                    var (down, up) = back ? (s2, s) : (s, s2);
                    for (var i = 0L; i < whole; i += Lanes.Count)
                    {
                        var (a, b) = (Lanes.Load<T>(x, i), Lanes.Load<T>(x2, i));
                        var (across, along) = (T.Round(b * Lanes.Load<T>(down, i)), T.Round(a * Lanes.Load<T>(up, i)));
                        var (lower, upper) = (T.Round(a * Lanes.Load<T>(c, i)), T.Round(b * Lanes.Load<T>(c2, i)));
                        Lanes.Store<T>(y, i, back ? lower + across : lower - across);
                        Lanes.Store<T>(y2, i, back ? upper - along : upper + along);
                    }

                    if (whole < half)
                    {
                        var (a, b) = (Lanes.Load<T>(x, whole, half), Lanes.Load<T>(x2, whole, half));
                        var (across, along) = (T.Round(b * Lanes.Load<T>(down, whole, half)), T.Round(a * Lanes.Load<T>(up, whole, half)));
                        var (lower, upper) = (T.Round(a * Lanes.Load<T>(c, whole, half)), T.Round(b * Lanes.Load<T>(c2, whole, half)));
                        Lanes.Store<T>(y, whole, half, back ? lower + across : lower - across);
                        Lanes.Store<T>(y2, whole, half, back ? upper - along : upper + along);
                    }
                }
            }
        }
    }
}
