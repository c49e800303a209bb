using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace DatasetPipeline.Models.Kernels;

/// <summary>What the kernels share: sixteen numbers at a time, on every processor in one order, so that sums have the same bits.</summary>
internal static unsafe class Lanes
{
    /// <summary>How many.</summary>
    public const int Count = 16;

    /// <summary>As many of <paramref name="count"/> as come in sixteens.</summary>
    public static long Whole(long count) => count - (count % Count);

    /// <summary>The sixteen numbers from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load<T>(nint numbers, long index)
        where T : struct, INumbers => T.Load((byte*)At<T>(numbers, index));

    /// <summary>Writes sixteen numbers from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(nint numbers, long index, Vector512<float> values)
        where T : struct, INumbers => T.Store((byte*)At<T>(numbers, index), values);

    /// <summary>The numbers from <paramref name="index"/> on; zeros where they end before sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load<T>(nint numbers, long index, long end)
        where T : struct, INumbers =>
        end - index >= Count ? T.Load((byte*)At<T>(numbers, index)) : LoadLast<T>(At<T>(numbers, index), (int)(end - index));

    /// <summary>Writes the numbers from <paramref name="index"/> on, up to <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(nint numbers, long index, long end, Vector512<float> values)
        where T : struct, INumbers
    {
        if (end - index >= Count)
            T.Store((byte*)At<T>(numbers, index), values);
        else
            StoreLast<T>(At<T>(numbers, index), (int)(end - index), values);
    }

    /// <summary>Where a number of those from <paramref name="numbers"/> on lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint At<T>(nint numbers, long index)
        where T : struct, INumbers => numbers + (nint)(index * T.Size);

    /// <summary>Where a tensor's first number lies; native memory stays where it is.</summary>
    public static nint Address(torch.Tensor tensor)
    {
        using var flat = tensor.as_strided([1], [1], tensor.storage_offset());
        return (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(flat.bytes));
    }

    /// <summary>All sixteen, halves upon halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> numbers)
    {
        var eight = numbers.GetLower() + numbers.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        return four[0] + four[2] + (four[1] + four[3]);
    }

    /// <summary>The largest of the sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> numbers)
    {
        var eight = Vector256.Max(numbers.GetLower(), numbers.GetUpper());
        var four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        return Math.Max(Math.Max(four[0], four[1]), Math.Max(four[2], four[3]));
    }

    /// <summary>eˣ, to the last bit or two; infinite above 88.7, and none where x is no number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // e^x = 2^n e^r with |r| <= ln 2 / 2, where the series' eighth term is below half a bit. Of two numbers of which one is none, the second is taken.
        var near = Vector512.MinNative(Vector512.Create(89f), Vector512.MaxNative(Vector512.Create(-104f), x));
        var n = Vector512.Round(near * Vector512.Create(1.44269504f));
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), near); // ln 2 in two parts, the first of few bits
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        var sum = Vector512.FusedMultiplyAdd(Vector512.Create(1 / 5040f), r, Vector512.Create(1 / 720f));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1 / 120f));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1 / 24f));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1 / 6f));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(0.5f));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512<float>.One);
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512<float>.One);
        if (Avx512F.IsSupported)
            return Avx512F.Scale(sum, n);
        // In two steps of powers that float32 has; only the second can round.
        var power = Vector512.ConvertToInt32Native(n);
        var half = power >> 1;
        return sum * Power(half) * Power(power - half);

        static Vector512<float> Power(Vector512<int> exponent) => ((exponent + Vector512.Create(127)) << 23).AsSingle();
    }

    private static Vector512<float> LoadLast<T>(nint at, int count)
        where T : struct, INumbers
    {
        var last = stackalloc byte[Count * sizeof(float)];
        new Span<byte>(last, Count * sizeof(float)).Clear();
        new ReadOnlySpan<byte>((void*)at, count * T.Size).CopyTo(new Span<byte>(last, Count * sizeof(float)));
        return T.Load(last);
    }

    private static void StoreLast<T>(nint at, int count, Vector512<float> values)
        where T : struct, INumbers
    {
        var last = stackalloc byte[Count * sizeof(float)];
        T.Store(last, values);
        new ReadOnlySpan<byte>(last, count * T.Size).CopyTo(new Span<byte>((void*)at, count * T.Size));
    }
}
