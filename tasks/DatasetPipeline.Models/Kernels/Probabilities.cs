using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;

namespace DatasetPipeline.Models.Kernels;

/// <summary>The softmax of attention: scores scaled, and of what a query may not see nothing computed.</summary>
internal sealed unsafe class Probabilities : FusedFunction<Probabilities>
{
    private const string Kept = "sight";

    /// <summary>(…, queries, keys) → the same</summary>
    /// <param name="scores">(…, queries, keys)</param>
    /// <param name="scale">1 / √dim</param>
    /// <param name="first">Keys that the first query sees; each next one sees one more, up to all.</param>
    /// <param name="queries">After so many rows it begins anew.</param>
    public static torch.Tensor Of(torch.Tensor scores, double scale, long first, long queries)
    {
        var sight = new Sight((float)scale, first, queries);
        return torch.is_grad_enabled() && scores.requires_grad ? apply(scores, sight) : Forward(scores, sight);
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (scores, sight) = ((torch.Tensor)vars[0], (Sight)vars[1]);
        var probabilities = Forward(scores, sight);
        ctx.save_for_backward([probabilities]);
        ctx.save_data(Kept, sight);
        return probabilities;
    }

    /// <inheritdoc/>
    public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, torch.Tensor grad_output)
    {
        using var gradient = grad_output; // a handle of ours
        using var scope = torch.NewDisposeScope();
        return Give(Backward(gradient, ctx.get_saved_variables()[0], (Sight)ctx.get_data(Kept)), null);
    }

    private static torch.Tensor Forward(torch.Tensor scores, Sight sight)
    {
        using var scope = torch.NewDisposeScope();
        var source = scores.contiguous();
        var target = torch.empty_like(source);
        var keys = scores.shape[^1];
        var (from, to) = (Lanes.Address(source), Lanes.Address(target));
        Team.Run(scores.numel() / keys, 4 * keys, scores.dtype == torch.ScalarType.BFloat16 ? Part<BFloat16> : Part<Float32>);
        return target.MoveToOuterDisposeScope();

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Part<T>(long first, long end)
            where T : struct, INumbers
        {
            var row = new float[keys + Lanes.Count];
            fixed (float* powers = row)
            {
                for (var query = first; query < end; query++)
                {
                    var (x, y, seen) = (Lanes.At<T>(from, query * keys), Lanes.At<T>(to, query * keys), sight.Of(query, keys));
                    var most = Vector512.Create(float.NegativeInfinity);
                    for (var i = 0L; i < seen; i += Lanes.Count)
                        most = Vector512.Max(most, Only(Lanes.Load<T>(x, i, seen), seen - i, float.NegativeInfinity));
                    var peak = Vector512.Create(Lanes.Max(most));
                    var sums = Vector512<float>.Zero;
                    for (var i = 0L; i < seen; i += Lanes.Count)
                    {
                        var power = Only(Lanes.Exp((Lanes.Load<T>(x, i, seen) - peak) * Vector512.Create(sight.Scale)), seen - i, 0);
                        power.Store(powers + i);
                        sums += power;
                    }

                    var share = Vector512.Create(1 / Lanes.Sum(sums));
                    var done = 0L;
                    for (; done < seen; done += Lanes.Count)
                        Lanes.Store<T>(y, done, keys, Vector512.Load(powers + done) * share);
                    for (; done < keys; done += Lanes.Count)
                        Lanes.Store<T>(y, done, keys, Vector512<float>.Zero);
                }
            }
        }
    }

    // With p the probabilities and d their gradients: scale · p (d − Σ p d).
    private static torch.Tensor Backward(torch.Tensor gradient, torch.Tensor probabilities, Sight sight)
    {
        var (given, source) = (gradient.contiguous(), probabilities.contiguous());
        var target = torch.empty_like(source);
        var keys = source.shape[^1];
        var (dy, p, to) = (Lanes.Address(given), Lanes.Address(source), Lanes.Address(target));
        Team.Run(source.numel() / keys, 3 * keys, source.dtype == torch.ScalarType.BFloat16 ? Part<BFloat16> : Part<Float32>);
        return target;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Part<T>(long first, long end)
            where T : struct, INumbers
        {
            for (var query = first; query < end; query++)
            {
                var (at, seen) = (query * keys, sight.Of(query, keys));
                var (d, y, dx) = (Lanes.At<T>(dy, at), Lanes.At<T>(p, at), Lanes.At<T>(to, at));
                var products = Vector512<float>.Zero;
                for (var i = 0L; i < seen; i += Lanes.Count)
                    products += Lanes.Load<T>(d, i, seen) * Lanes.Load<T>(y, i, seen);
                var mean = Vector512.Create(Lanes.Sum(products));
                var done = 0L;
                for (; done < seen; done += Lanes.Count)
                    Lanes.Store<T>(dx, done, keys, Lanes.Load<T>(y, done, seen) * (Lanes.Load<T>(d, done, seen) - mean) * Vector512.Create(sight.Scale));
                for (; done < keys; done += Lanes.Count)
                    Lanes.Store<T>(dx, done, keys, Vector512<float>.Zero);
            }
        }
    }

    private static Vector512<float> Only(Vector512<float> numbers, long count, float otherwise) => count >= Lanes.Count
        ? numbers
        : Vector512.ConditionalSelect(Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle(), numbers, Vector512.Create(otherwise));

    private sealed record Sight(float Scale, long First, long Queries)
    {
        public long Of(long row, long keys) => Math.Min(keys, First + (row % Queries));
    }
}
