using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary>A process and all that it started.</summary>
internal static class ProcessTree
{
    private const int Interrupted = 2;
    private const int Killed = 9;
    private static readonly TimeSpan ForWorkers = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ForTheRest = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Ctrl+C, from the leaves up: ms-swift kills its trainer a quarter of a second after it was interrupted itself, and torchrun's
    /// processes would be left on their GPUs. What has not ended after a while is killed.
    /// </summary>
    public static void Interrupt(Process root)
    {
        var children = Children(root.Id);
        Signal(children, Interrupted);
        Wait(() => !children.Exists(IsAlive), ForWorkers);
        if (!root.HasExited)
            Signal([root.Id], Interrupted);
        Wait(() => root.HasExited, ForTheRest);
        Signal([.. children.Concat(Children(root.Id)).Where(IsAlive)], Killed);
        if (!root.HasExited)
            root.Kill(entireProcessTree: true);
    }

    // Linux tells each process's parent, in /proc; elsewhere the root alone is known.
    private static List<int> Children(int root)
    {
        if (!Directory.Exists("/proc/self"))
            return [];
        var parents = Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .ToLookup(id => Stat(id) is [_, var parent, ..] ? int.Parse(parent, CultureInfo.InvariantCulture) : 0);
        var found = new List<int>(parents[root]);
        for (var i = 0; i < found.Count; i++)
            found.AddRange(parents[found[i]]);
        return found;
    }

    // A process that has ended and that nobody has asked about is there in name only.
    private static bool IsAlive(int id) => Stat(id) is [not "Z", ..];

    // What comes after the name, which may hold anything: state, parent, …
    private static string[] Stat(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static void Signal(List<int> processes, int signal)
    {
        foreach (var id in processes)
            _ = Kill(id, signal);
    }

    private static void Wait(Func<bool> until, TimeSpan most)
    {
        var clock = Stopwatch.StartNew();
        while (!until() && clock.Elapsed < most)
            Thread.Sleep(50);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
