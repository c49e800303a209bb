using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DatasetPipeline.Models.Kernels;

/// <summary>float32</summary>
internal readonly unsafe struct Float32 : INumbers
{
    /// <inheritdoc/>
    public static int Size => sizeof(float);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* at) => Vector512.Load((float*)at);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* at, Vector512<float> numbers) => numbers.Store((float*)at);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Round(Vector512<float> numbers) => numbers;
}
