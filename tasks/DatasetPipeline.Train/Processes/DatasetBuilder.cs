using System.Diagnostics;
using DatasetPipeline.Cli;
using DatasetPipeline.Train.Runs;

namespace DatasetPipeline.Train.Processes;

/// <summary>Brings a dataset's JSONL up to date, as <c>dotnet run</c> does with a program.</summary>
internal static class DatasetBuilder
{
    /// <summary>Does what <c>dotnet build</c> does, in a process of its own.</summary>
    /// <param name="project">The dataset.</param>
    /// <param name="events">Whether standard error is events for a script.</param>
    /// <returns>Whether it succeeded; its errors have been shown.</returns>
    public static bool Build(DatasetProject project, bool events)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", project.ProjectFile(), "-restore", "-nologo", "-verbosity:quiet", "-consoleLoggerParameters:NoSummary", "-terminalLogger:off"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var build = Process.Start(start)!;
        // What it says is for people: a script that reads our output gets none of it.
        build.OutputDataReceived += (_, line) =>
        {
            if (!string.IsNullOrEmpty(line.Data))
                Console.Error.WriteLine(events ? EventLine.OfBuild(line.Data) : line.Data);
        };
        build.BeginOutputReadLine();
        build.WaitForExit();
        return build.ExitCode == 0;
    }
}
