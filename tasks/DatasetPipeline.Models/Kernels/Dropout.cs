using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;

namespace DatasetPipeline.Models.Kernels;

/// <summary>
/// x where a coin of its own falls so, scaled up, and zero elsewhere (https://jmlr.org/papers/v15/srivastava14a.html). Each number's
/// coin is a function of the key and of where the number stands, so that no mask is kept and no thread waits for another's.
/// </summary>
internal sealed class Dropout : FusedFunction<Dropout>
{
    private const string Coins = "coins";

    /// <summary>(…) → (…)</summary>
    /// <param name="x">Of any shape.</param>
    /// <param name="share">Of the numbers that become zero; below 1.</param>
    /// <param name="key">Other keys are other coins.</param>
    public static torch.Tensor Of(torch.Tensor x, double share, ulong key)
    {
        var coin = new Coin(share, key);
        return torch.is_grad_enabled() && x.requires_grad ? apply(x, coin) : Drop(x, coin);
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_data(Coins, vars[1]);
        return Drop((torch.Tensor)vars[0], (Coin)vars[1]);
    }

    /// <inheritdoc/>
    public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, torch.Tensor grad_output)
    {
        using var gradient = grad_output; // a handle of ours
        return Give(Drop(gradient, (Coin)ctx.get_data(Coins)), null);
    }

    private static torch.Tensor Drop(torch.Tensor x, Coin coin)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = x.contiguous();
        var dropped = torch.empty_like(numbers);
        var (from, to, count) = (Lanes.Address(numbers), Lanes.Address(dropped), numbers.numel());
        Team.Run((count + Lanes.Count - 1) / Lanes.Count, Lanes.Count, x.dtype == torch.ScalarType.BFloat16 ? Part<BFloat16> : Part<Float32>);
        return dropped.MoveToOuterDisposeScope();

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Part<T>(long first, long past)
            where T : struct, INumbers
        {
            var (i, end, source, target, each) = (first * Lanes.Count, Math.Min(past * Lanes.Count, count), from, to, coin);
            for (var whole = Lanes.Whole(end); i < whole; i += Lanes.Count)
                Lanes.Store<T>(target, i, each.Toss(Lanes.Load<T>(source, i), i));
            if (i < end)
                Lanes.Store<T>(target, i, end, each.Toss(Lanes.Load<T>(source, i, end), i));
        }
    }

    private sealed record Coin(double Share, ulong Key)
    {
        private readonly ulong _key = Draws.Mixed(Key); // neighbouring keys have nothing in common afterwards
        private readonly uint _least = (uint)(Share * uint.MaxValue); // draws below it are dropped
        private readonly float _scale = (float)(1 / (1 - Share));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Toss(Vector512<float> x, long index)
        {
            // The finaliser of a 32-bit hash, https://github.com/skeeto/hash-prospector, with half of the key between its rounds.
            var draw = (Vector512<uint>.Indices + Vector512.Create((uint)index)) ^ Vector512.Create((uint)_key + (uint)(index >> 32));
            draw = (draw ^ (draw >>> 16)) * Vector512.Create(0x7FEB_352Du);
            draw = (draw ^ (draw >>> 15)) + Vector512.Create((uint)(_key >> 32));
            draw *= Vector512.Create(0x846C_A68Bu);
            draw ^= draw >>> 16;
            return Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(draw, Vector512.Create(_least)).AsSingle(), x * Vector512.Create(_scale), Vector512<float>.Zero);
        }
    }
}
