using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;

namespace DatasetPipeline.Models.Kernels;

/// <summary>silu(gate) · up (https://arxiv.org/abs/2002.05202); of the forward pass only the two are kept.</summary>
internal sealed class SwiGlu : FusedFunction<SwiGlu>
{
    /// <summary>(…), (…) → (…)</summary>
    /// <param name="gate">Of any shape.</param>
    /// <param name="up">As gate.</param>
    public static torch.Tensor Of(torch.Tensor gate, torch.Tensor up) =>
        torch.is_grad_enabled() && (gate.requires_grad || up.requires_grad) ? apply(gate, up) : Forward(gate, up);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (gate, up) = ((torch.Tensor)vars[0], (torch.Tensor)vars[1]);
        ctx.save_for_backward([gate, up]);
        return Forward(gate, up);
    }

    /// <inheritdoc/>
    public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, torch.Tensor grad_output)
    {
        using var gradient = grad_output; // a handle of ours
        using var scope = torch.NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (gate, up) = Backward(gradient, saved[0], saved[1]);
        return Give(gate, up);
    }

    private static torch.Tensor Forward(torch.Tensor gate, torch.Tensor up)
    {
        using var scope = torch.NewDisposeScope();
        var (gates, ups) = (gate.contiguous(), up.contiguous());
        var target = torch.empty_like(gates);
        var (g, u, to, count) = (Lanes.Address(gates), Lanes.Address(ups), Lanes.Address(target), gates.numel());
        Team.Run((count + Lanes.Count - 1) / Lanes.Count, 4 * Lanes.Count, gate.dtype == torch.ScalarType.BFloat16 ? Part<BFloat16> : Part<Float32>);
        return target.MoveToOuterDisposeScope();

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Part<T>(long first, long past)
            where T : struct, INumbers
        {
            var (i, end, from, by, into) = (first * Lanes.Count, Math.Min(past * Lanes.Count, count), g, u, to);
            for (var whole = Lanes.Whole(end); i < whole; i += Lanes.Count)
                Lanes.Store<T>(into, i, One(Lanes.Load<T>(from, i), Lanes.Load<T>(by, i)));
            if (i < end)
                Lanes.Store<T>(into, i, end, One(Lanes.Load<T>(from, i, end), Lanes.Load<T>(by, i, end)));

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            static Vector512<float> One(Vector512<float> x, Vector512<float> y) => T.Round(x * Sigmoid(x)) * y;
        }
    }

    // d silu(x) = σ(x) (1 + x (1 − σ(x))) = σ(x) + silu(x) − silu(x) σ(x)
    private static (torch.Tensor Gate, torch.Tensor Up) Backward(torch.Tensor gradient, torch.Tensor gate, torch.Tensor up)
    {
        var (gradients, gates, ups) = (gradient.contiguous(), gate.contiguous(), up.contiguous());
        var (ofGate, ofUp) = (torch.empty_like(gates), torch.empty_like(ups));
        var (dy, g, u, dg, du, count) = (Lanes.Address(gradients), Lanes.Address(gates), Lanes.Address(ups), Lanes.Address(ofGate), Lanes.Address(ofUp), gates.numel());
        Team.Run((count + Lanes.Count - 1) / Lanes.Count, 6 * Lanes.Count, gate.dtype == torch.ScalarType.BFloat16 ? Part<BFloat16> : Part<Float32>);
        return (ofGate, ofUp);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Part<T>(long first, long past)
            where T : struct, INumbers
        {
            var (i, end, given, from, by) = (first * Lanes.Count, Math.Min(past * Lanes.Count, count), dy, g, u);
            for (var whole = Lanes.Whole(end); i < whole; i += Lanes.Count)
            {
                var (gate, up) = One(Lanes.Load<T>(given, i), Lanes.Load<T>(from, i), Lanes.Load<T>(by, i));
                Lanes.Store<T>(dg, i, gate);
                Lanes.Store<T>(du, i, up);
            }

            if (i < end)
            {
                var (gate, up) = One(Lanes.Load<T>(given, i, end), Lanes.Load<T>(from, i, end), Lanes.Load<T>(by, i, end));
                Lanes.Store<T>(dg, i, end, gate);
                Lanes.Store<T>(du, i, end, up);
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            static (Vector512<float> Gate, Vector512<float> Up) One(Vector512<float> d, Vector512<float> x, Vector512<float> y)
            {
                var sigmoid = Sigmoid(x);
                var silu = x * sigmoid;
                return (d * y * (sigmoid + silu - (silu * sigmoid)), d * T.Round(silu));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Lanes.Exp(-x));
}
