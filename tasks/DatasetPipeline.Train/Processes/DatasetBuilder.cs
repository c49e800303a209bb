using System.Diagnostics;
using System.Globalization;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Train.Runs;

namespace DatasetPipeline.Train.Processes;

/// <summary>Brings a dataset's JSONL up to date, as <c>dotnet run</c> does with a program.</summary>
internal static class DatasetBuilder
{
    /// <summary>Does what <c>dotnet build</c> does, in a process of its own.</summary>
    /// <param name="project">The dataset.</param>
    /// <param name="notes">What the trainer itself has to say of train.yaml, by line; it is told among what the build says of that file.</param>
    /// <param name="events">Whether standard error is events for a script.</param>
    /// <returns>Whether it succeeded; its errors have been shown.</returns>
    public static bool Build(DatasetProject project, IReadOnlyList<Diagnostic> notes, bool events)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", project.ProjectFile(), "-restore", "-nologo", "-verbosity:quiet", "-consoleLoggerParameters:NoSummary", "-terminalLogger:off"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        var left = new Queue<Diagnostic>(notes);
        using var build = Process.Start(start)!;
        // What it says is for people: a script that reads our output gets none of it.
        build.OutputDataReceived += (_, line) =>
        {
            if (string.IsNullOrEmpty(line.Data))
                return;
            if (PlaceIn(project.TrainFile, line.Data) is { } place)
                TellUpTo(place);
            Console.Error.WriteLine(events ? EventLine.OfBuild(line.Data) : line.Data);
        };
        build.BeginOutputReadLine();
        build.WaitForExit(); // all output has come
        TellUpTo((int.MaxValue, 0));
        return build.ExitCode == 0;

        void TellUpTo((int Line, int Column) place)
        {
            while (left.TryPeek(out var note) && (note.Line, note.Column).CompareTo(place) < 0)
                Work.Tell(left.Dequeue(), events);
        }
    }

    private static (int Line, int Column)? PlaceIn(string file, string line) =>
        line.StartsWith(file + "(", StringComparison.Ordinal)
        && line[(file.Length + 1)..].Split(')')[0].Split(',') is [var at, var column]
        && int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
        && int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            ? (first, second)
            : null;
}
