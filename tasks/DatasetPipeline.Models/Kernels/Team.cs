using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace DatasetPipeline.Models.Kernels;

/// <summary>
/// Divides a loop among libtorch's own threads. Its OpenMP keeps them spinning between two operations, so that others would wait for
/// a processor. Where it is not GNU's (Windows, macOS), the loop runs on the thread that asks.
/// </summary>
internal static unsafe class Team
{
    private static readonly delegate* unmanaged<delegate* unmanaged<Loop*, void>, Loop*, uint, uint, void> Fork = Find();

    /// <summary>Does [first, end) for parts that together are [0, count); each index is done once, whatever the number of threads.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cost">Numbers that one of them touches: what is less than a few microseconds of work is not divided.</param>
    /// <param name="part">Does the part from its first argument up to its second.</param>
    public static void Run(long count, long cost, Action<long, long> part)
    {
        const long Worthwhile = 1 << 14;
        var threads = Fork == null ? 1 : (int)Math.Min(Math.Min(torch.get_num_threads(), count), count * cost / Worthwhile);
        if (threads <= 1)
        {
            part(0, count);
            return;
        }

        var work = new Work(part, count, threads);
        var handle = GCHandle.Alloc(work);
        try
        {
            var loop = new Loop { Work = GCHandle.ToIntPtr(handle) };
            Fork(&Help, &loop, (uint)threads, 0);
        }
        finally
        {
            handle.Free();
        }

        work.Failure?.Throw();
    }

    [UnmanagedCallersOnly]
    private static void Help(Loop* loop) => ((Work)GCHandle.FromIntPtr(loop->Work).Target!).Help();

    private static delegate* unmanaged<delegate* unmanaged<Loop*, void>, Loop*, uint, uint, void> Find()
    {
        _ = torch.get_num_threads(); // libtorch is loaded now
        return OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libtorch_cpu.so", out var library) && NativeLibrary.TryGetExport(library, "GOMP_parallel", out var fork)
            ? (delegate* unmanaged<delegate* unmanaged<Loop*, void>, Loop*, uint, uint, void>)fork
            : null;
    }

    private struct Loop
    {
        public nint Work;
    }

    private sealed class Work(Action<long, long> part, long count, int parts)
    {
        private int _taken;

        public ExceptionDispatchInfo? Failure { get; private set; }

        // As many threads come as are there; each takes what is left.
        public void Help()
        {
            try
            {
                for (var i = Interlocked.Increment(ref _taken) - 1; i < parts; i = Interlocked.Increment(ref _taken) - 1)
                    part(count * i / parts, count * (i + 1) / parts);
            }
            catch (Exception e) when (Keep(e))
            {
            }
        }

        private bool Keep(Exception e)
        {
            Failure = ExceptionDispatchInfo.Capture(e); // native frames would not let it through
            return true;
        }
    }
}
