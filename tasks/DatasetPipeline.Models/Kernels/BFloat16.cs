using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DatasetPipeline.Models.Kernels;

/// <summary>bfloat16: the upper half of a float32.</summary>
internal readonly unsafe struct BFloat16 : INumbers
{
    /// <inheritdoc/>
    public static int Size => sizeof(ushort);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* at)
    {
        var halves = Vector256.Load((ushort*)at);
        var wide = Avx512F.IsSupported ? Avx512F.ConvertToVector512UInt32(halves) : Vector512.Create(Vector256.WidenLower(halves), Vector256.WidenUpper(halves));
        return (wide << 16).AsSingle();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* at, Vector512<float> numbers)
    {
        var halves = Bits(numbers) >>> 16;
        (Avx512F.IsSupported ? Avx512F.ConvertToVector256UInt16(halves) : Vector256.Narrow(halves.GetLower(), halves.GetUpper())).Store((ushort*)at);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Round(Vector512<float> numbers) => (Bits(numbers) & Vector512.Create(0xFFFF_0000u)).AsSingle();

    // To the nearest, and to the even one of two. What is no number came out of others of this type, so that its lower half is empty
    // and it stays none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Bits(Vector512<float> numbers)
    {
        var bits = numbers.AsUInt32();
        return bits + Vector512.Create(0x7FFFu) + ((bits >>> 16) & Vector512<uint>.One);
    }
}
