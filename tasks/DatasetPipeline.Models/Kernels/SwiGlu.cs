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
        void Part<T>(long first, long end)
            where T : struct, INumbers
        {
            for (var i = first * Lanes.Count; i < Math.Min(end * Lanes.Count, count); i += Lanes.Count)
            {
                var x = Lanes.Load<T>(g, i, count);
                Lanes.Store<T>(to, i, count, T.Round(x * Sigmoid(x)) * Lanes.Load<T>(u, i, count));
            }
        }
    }

    // d silu(x) = σ(x) (1 + x (1 − σ(x)))
    private static (torch.Tensor Gate, torch.Tensor Up) Backward(torch.Tensor gradient, torch.Tensor gate, torch.Tensor up)
    {
        var (given, gates, ups) = (gradient.contiguous(), gate.contiguous(), up.contiguous());
        var (ofGate, ofUp) = (torch.empty_like(gates), torch.empty_like(ups));
        var (dy, g, u, dg, du, count) = (Lanes.Address(given), Lanes.Address(gates), Lanes.Address(ups), Lanes.Address(ofGate), Lanes.Address(ofUp), gates.numel());
        Team.Run((count + Lanes.Count - 1) / Lanes.Count, 6 * Lanes.Count, gate.dtype == torch.ScalarType.BFloat16 ? Part<BFloat16> : Part<Float32>);
        return (ofGate, ofUp);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Part<T>(long first, long end)
            where T : struct, INumbers
        {
            for (var i = first * Lanes.Count; i < Math.Min(end * Lanes.Count, count); i += Lanes.Count)
            {
                var (d, x) = (Lanes.Load<T>(dy, i, count), Lanes.Load<T>(g, i, count));
                var sigmoid = Sigmoid(x);
                Lanes.Store<T>(du, i, count, d * T.Round(x * sigmoid));
                var slope = sigmoid * (Vector512<float>.One + (x * (Vector512<float>.One - sigmoid)));
                Lanes.Store<T>(dg, i, count, d * Lanes.Load<T>(u, i, count) * slope);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Lanes.Exp(-x));
}
