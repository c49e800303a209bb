using System.Diagnostics;
using System.Globalization;

namespace DatasetPipeline.Benchmarks;

/// <summary>Runs the real <c>dotnet build</c> and measures it.</summary>
internal static class BuildProcess
{
    /// <summary>How long a build took, and on Linux the most memory that it and its children held together.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it printed.</exception>
    public static (double Seconds, long PeakBytes) Run(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["build", folder, "-nologo", "-tl:off"]) { UseShellExecute = false, RedirectStandardOutput = true };
        // `dotnet run` leaves its own MSBuild's paths in the environment.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) && name != "MSBUILDDISABLENODEREUSE").ToList())
            start.Environment.Remove(name);
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        using var ended = new CancellationTokenSource();
        var peak = OperatingSystem.IsLinux() ? Task.Run(() => PeakOf(process.Id, ended.Token)) : Task.FromResult(0L);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = watch.Elapsed.TotalSeconds;
        ended.Cancel();
        return process.ExitCode == 0 ? (seconds, peak.Result) : throw new InvalidOperationException(output);
    }

    private static long PeakOf(int root, CancellationToken ended)
    {
        var peak = 0L;
        while (!ended.WaitHandle.WaitOne(20))
            peak = Math.Max(peak, Tree(root).Sum(Resident));
        return peak;
    }

    private static IEnumerable<int> Tree(int process)
    {
        yield return process;
        foreach (var child in Threads(process).SelectMany(thread => Lines(Path.Combine(thread, "children"))).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            foreach (var below in Tree(int.Parse(child, CultureInfo.InvariantCulture)))
                yield return below;
        }
    }

    private static string[] Threads(int process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static long Resident(int process) => Lines($"/proc/{process}/status")
        .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => 1024 * long.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture))
        .FirstOrDefault();

    // Gone between two looks at it.
    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return [];
        }
    }
}
