using System.Globalization;

namespace DatasetPipeline.Train.Processes;

/// <summary>What other programs leave of the machine's processors.</summary>
internal static class Neighbours
{
    private const int Looks = 3;
    private const double Slight = 0.3; // of one processor: what a system does in passing
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>How many processors others keep busy, where fewer than so many threads need are left; null where there are enough, or the system does not say.</summary>
    public static double? InTheWay(int threads)
    {
        // What is just ending is gone at the next look.
        double? least = null;
        for (var i = 0; i < Looks; i++)
        {
            if (Times() is not { } before)
                return null;
            Thread.Sleep(Look);
            if (Times() is not { } after || Busy(before, after) is not { } busy || before.Processors - busy >= threads - Slight)
                return null;
            least = Math.Min(busy, least ?? busy);
        }

        return least;
    }

    /// <summary>The processors that were busy between two looks; null where no time went by.</summary>
    internal static double? Busy((long Idle, long All, int Processors) before, (long Idle, long All, int Processors) after) =>
        after.All > before.All ? before.Processors * (1 - ((double)(after.Idle - before.Idle) / (after.All - before.All))) : null;

    /// <summary>The times of all processors together, in /proc/stat's form (https://man7.org/linux/man-pages/man5/proc_stat.5.html).</summary>
    internal static (long Idle, long All, int Processors)? Read(IEnumerable<string> lines)
    {
        var cpu = lines.TakeWhile(line => line.StartsWith("cpu", StringComparison.Ordinal)).ToList();
        if (cpu.Count < 2)
            return null;
        var times = cpu[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(time => long.Parse(time, CultureInfo.InvariantCulture)).ToList();
        return times.Count < 5 ? null : (times[3] + times[4], times.Take(8).Sum(), cpu.Count - 1); // idle and waiting for a disk; guests are counted already
    }

    private static (long Idle, long All, int Processors)? Times()
    {
        try
        {
            return Read(File.ReadLines("/proc/stat"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null; // another system, or one that does not let us look
        }
    }
}
