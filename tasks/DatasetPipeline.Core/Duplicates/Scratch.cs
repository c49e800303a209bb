using System.Buffers;

namespace DatasetPipeline.Duplicates;

/// <summary>Room for numbers that are done with at the end of a block: large arrays that each picture makes anew keep the collector busy.</summary>
/// <param name="length">How many; what they hold at first is not said.</param>
internal readonly ref struct Scratch<T>(int length)
    where T : unmanaged
{
    /// <summary>The room; it may be longer.</summary>
    public T[] Values { get; } = ArrayPool<T>.Shared.Rent(length);

    /// <summary>Gives it back.</summary>
    public void Dispose() => ArrayPool<T>.Shared.Return(Values);
}
