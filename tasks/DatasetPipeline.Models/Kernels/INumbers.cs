using System.Runtime.Intrinsics;

namespace DatasetPipeline.Models.Kernels;

/// <summary>A type of number that tensors hold and kernels compute in float32 with, sixteen at a time.</summary>
internal unsafe interface INumbers
{
    /// <summary>Bytes of one.</summary>
    static abstract int Size { get; }

    /// <summary>The sixteen from <paramref name="at"/> on.</summary>
    static abstract Vector512<float> Load(byte* at);

    /// <summary>Writes sixteen, each rounded to the nearest.</summary>
    static abstract void Store(byte* at, Vector512<float> numbers);

    /// <summary>Each as it would be stored.</summary>
    static abstract Vector512<float> Round(Vector512<float> numbers);
}
