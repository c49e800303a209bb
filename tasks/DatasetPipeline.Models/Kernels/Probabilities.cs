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
                    var whole = Lanes.Whole(seen);
                    // What stands behind the last key seen is there as a number, and does not count.
                    var most = whole < seen ? Only(Lanes.Load<T>(x, whole, keys), seen - whole, float.NegativeInfinity) : Vector512.Create(float.NegativeInfinity);
                    for (var i = 0L; i < whole; i += Lanes.Count)
                        most = Vector512.Max(most, Lanes.Load<T>(x, i));
                    var (peak, scale) = (Vector512.Create(Lanes.Max(most)), Vector512.Create(sight.Scale));
                    var sums = Vector512<float>.Zero;
                    for (var i = 0L; i < whole; i += Lanes.Count)
                    {
                        var power = Lanes.Exp((Lanes.Load<T>(x, i) - peak) * scale);
                        power.Store(powers + i);
                        sums += power;
                    }

                    if (whole < seen)
                    {
                        var power = Only(Lanes.Exp((Lanes.Load<T>(x, whole, keys) - peak) * scale), seen - whole, 0);
                        power.Store(powers + whole);
                        sums += power;
                    }

                    var share = Vector512.Create(1 / Lanes.Sum(sums));
                    var done = 0L;
                    for (; done < whole; done += Lanes.Count)
                        Lanes.Store<T>(y, done, Vector512.Load(powers + done) * share);
                    if (whole < seen)
                        Lanes.Store<T>(y, whole, keys, Vector512.Load(powers + whole) * share);
                    Zero<T>(y, whole < seen ? whole + Lanes.Count : seen, keys);
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
                var whole = Lanes.Whole(seen);
                // The probabilities of what is not seen are zero, and its gradients do not count.
                var products = whole < seen ? Only(Lanes.Load<T>(d, whole, keys), seen - whole, 0) * Lanes.Load<T>(y, whole, keys) : Vector512<float>.Zero;
                for (var i = 0L; i < whole; i += Lanes.Count)
                    products += Lanes.Load<T>(d, i) * Lanes.Load<T>(y, i);
                var (mean, scale) = (Vector512.Create(Lanes.Sum(products)), Vector512.Create(sight.Scale));
                for (var i = 0L; i < whole; i += Lanes.Count)
                    Lanes.Store<T>(dx, i, Lanes.Load<T>(y, i) * (Lanes.Load<T>(d, i) - mean) * scale);
                if (whole < seen)
                    Lanes.Store<T>(dx, whole, keys, Only(Lanes.Load<T>(y, whole, keys) * (Lanes.Load<T>(d, whole, keys) - mean) * scale, seen - whole, 0));
                Zero<T>(dx, whole < seen ? whole + Lanes.Count : seen, keys);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Only(Vector512<float> numbers, long count, float otherwise) =>
        Vector512.ConditionalSelect(Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle(), numbers, Vector512.Create(otherwise));

    private static void Zero<T>(nint row, long first, long end)
        where T : struct, INumbers
    {
        if (first < end)
            new Span<byte>((void*)Lanes.At<T>(row, first), checked((int)((end - first) * T.Size))).Clear();
    }

    private sealed record Sight(float Scale, long First, long Queries)
    {
        public long Of(long row, long keys) => Math.Min(keys, First + (row % Queries));
    }
}
