using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;

namespace DatasetPipeline.Models.Kernels;

/// <summary>w · x / √(mean x² + ε) of each row, for a w that does not learn. Of the forward pass one number a row is kept, beside x.</summary>
internal sealed unsafe class RootMeanSquare : FusedFunction<RootMeanSquare>
{
    /// <summary>(…, features) → the same</summary>
    /// <param name="x">(…, features)</param>
    /// <param name="weight">(features), of x's type</param>
    /// <param name="epsilon">Added to the mean.</param>
    public static torch.Tensor Of(torch.Tensor x, torch.Tensor weight, double epsilon)
    {
        if (torch.is_grad_enabled() && x.requires_grad)
            return apply(x, weight, epsilon);
        using var scales = Scales(x);
        return Forward(x, weight, epsilon, scales);
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight) = ((torch.Tensor)vars[0], (torch.Tensor)vars[1]);
        var scales = Scales(x);
        ctx.save_for_backward([x, weight, scales]);
        return Forward(x, weight, (double)vars[2], scales);
    }

    /// <inheritdoc/>
    public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, torch.Tensor grad_output)
    {
        using var gradient = grad_output; // a handle of ours
        using var scope = torch.NewDisposeScope();
        var saved = ctx.get_saved_variables();
        return Give(Backward(gradient, saved[0], saved[1], saved[2]), null, null);
    }

    private static torch.Tensor Scales(torch.Tensor x) => torch.empty(x.numel() / x.shape[^1], dtype: torch.ScalarType.Float32);

    private static torch.Tensor Forward(torch.Tensor x, torch.Tensor weight, double epsilon, torch.Tensor scales)
    {
        using var scope = torch.NewDisposeScope();
        var source = x.contiguous();
        var target = torch.empty_like(source);
        var features = x.shape[^1];
        var (from, to, by, each) = (Lanes.Address(source), Lanes.Address(target), Lanes.Address(weight), Lanes.Address(scales));
        Team.Run(scales.numel(), features, x.dtype == torch.ScalarType.BFloat16 ? Part<BFloat16> : Part<Float32>);
        return target.MoveToOuterDisposeScope();

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Part<T>(long first, long end)
            where T : struct, INumbers
        {
            var whole = Lanes.Whole(features);
            for (var row = first; row < end; row++)
            {
                var (x, y, w) = (Lanes.At<T>(from, row * features), Lanes.At<T>(to, row * features), by);
                var squares = Vector512<float>.Zero;
                for (var i = 0L; i < whole; i += Lanes.Count)
                    squares += Lanes.Load<T>(x, i) * Lanes.Load<T>(x, i);
                if (whole < features)
                    squares += Lanes.Load<T>(x, whole, features) * Lanes.Load<T>(x, whole, features);
                var scale = 1 / MathF.Sqrt((Lanes.Sum(squares) / features) + (float)epsilon);
                ((float*)each)[row] = scale;
                for (var i = 0L; i < whole; i += Lanes.Count)
                    Lanes.Store<T>(y, i, T.Round(Lanes.Load<T>(x, i) * Vector512.Create(scale)) * Lanes.Load<T>(w, i));
                if (whole < features)
                    Lanes.Store<T>(y, whole, features, T.Round(Lanes.Load<T>(x, whole, features) * Vector512.Create(scale)) * Lanes.Load<T>(w, whole, features));
            }
        }
    }

    // With g = w · dy and s the row's scale: s g − x s³ mean(g x).
    private static torch.Tensor Backward(torch.Tensor gradient, torch.Tensor x, torch.Tensor weight, torch.Tensor scales)
    {
        var (given, source) = (gradient.contiguous(), x.contiguous());
        var target = torch.empty_like(source);
        var features = x.shape[^1];
        var (dy, from, to, by, each) = (Lanes.Address(given), Lanes.Address(source), Lanes.Address(target), Lanes.Address(weight), Lanes.Address(scales));
        Team.Run(scales.numel(), 2 * features, x.dtype == torch.ScalarType.BFloat16 ? Part<BFloat16> : Part<Float32>);
        return target;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Part<T>(long first, long end)
            where T : struct, INumbers
        {
            var whole = Lanes.Whole(features);
            for (var row = first; row < end; row++)
            {
                var (g, x, dx, w) = (Lanes.At<T>(dy, row * features), Lanes.At<T>(from, row * features), Lanes.At<T>(to, row * features), by);
                var products = Vector512<float>.Zero;
                for (var i = 0L; i < whole; i += Lanes.Count)
                    products += Lanes.Load<T>(g, i) * Lanes.Load<T>(w, i) * Lanes.Load<T>(x, i);
                if (whole < features)
                    products += Lanes.Load<T>(g, whole, features) * Lanes.Load<T>(w, whole, features) * Lanes.Load<T>(x, whole, features);
                var scale = ((float*)each)[row];
                var along = scale * scale * scale * (Lanes.Sum(products) / features);
                for (var i = 0L; i < whole; i += Lanes.Count)
                    Lanes.Store<T>(dx, i, (Lanes.Load<T>(g, i) * Lanes.Load<T>(w, i) * Vector512.Create(scale)) - (Lanes.Load<T>(x, i) * Vector512.Create(along)));
                if (whole < features)
                    Lanes.Store<T>(dx, whole, features, (Lanes.Load<T>(g, whole, features) * Lanes.Load<T>(w, whole, features) * Vector512.Create(scale)) - (Lanes.Load<T>(x, whole, features) * Vector512.Create(along)));
            }
        }
    }
}
