using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DatasetPipeline.Launcher;

/// <summary>Builds a tool in a process of its own when its sources or its output are not those of the last build.</summary>
internal sealed class ToolBuild(Repository repository, Action<string> say)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The tool's dll, built if need be. One launcher builds; others wait for it and find its work.</summary>
    public BuildResult Ensure()
    {
        if (Current(ContentHash.OfSources(repository)) is { } ready)
            return new BuildResult(ready, 0, []);
        using var taken = TakeLock();
        var sources = ContentHash.OfSources(repository); // of before the build: an edit in its midst is for the next
        if (Current(sources) is { } finished)
            return new BuildResult(finished, 0, []);
        say($"building {repository.Tool.Name} ...");
        if (Stamp.Read(repository.Stamp) is { } last)
            Prepare(last, last.Changed(sources));
        var result = Build();
        if (result.Assembly is { } assembly)
            new Stamp(Path.GetRelativePath(repository.Root, assembly).Replace('\\', '/'), ContentHash.OfOutput(Path.GetDirectoryName(assembly)!), sources).Write(repository.Stamp);
        return result;
    }

    private string? Current(SortedDictionary<string, string> sources)
    {
        try
        {
            if (Stamp.Read(repository.Stamp) is not { } last || last.Changed(sources).Count > 0)
                return null;
            var assembly = Path.Combine(repository.Root, last.Assembly);
            return File.Exists(assembly) && ContentHash.OfOutput(Path.GetDirectoryName(assembly)!) == last.Output ? assembly : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // someone else's build is at work there
        }
    }

    private void Prepare(Stamp last, List<string> changed)
    {
        // MSBuild goes by time, and would keep what it made of a text that another, older one has replaced.
        foreach (var project in changed.Contains(ContentHash.Rest) ? [.. last.Sources.Keys] : changed)
            Remove(Path.Combine(repository.Root, "tasks", project, "obj", "Debug"), project + ".dll");

        // MSBuild writes over a dll in place, and a tool that runs from it dies of that. A name that is removed leaves it its file.
        if (!OperatingSystem.IsWindows())
            Remove(Path.GetDirectoryName(Path.Combine(repository.Root, last.Assembly))!, "DatasetPipeline.*");
    }

    private static void Remove(string folder, string pattern)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var file in Directory.GetFiles(folder, pattern, SearchOption.AllDirectories))
            File.Delete(file);
    }

    // The system lets go of it when a launcher is killed.
    private FileStream TakeLock()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(repository.Lock)!);
        for (var told = false; ; told = true)
        {
            try
            {
                return new FileStream(repository.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(repository.Lock))
            {
                if (!told)
                    say("waiting for another build ...");
                Thread.Sleep(Pause);
            }
        }
    }

    private BuildResult Build()
    {
        var answer = repository.Answer;
        Directory.CreateDirectory(Path.GetDirectoryName(answer)!);
        File.Delete(answer);
        var start = Dotnet.Start(repository.Root,
            "msbuild", repository.ToolProject, "-restore", "-target:Build", "-maxCpuCount", "-nologo", "-verbosity:quiet", "-terminalLogger:off", "-consoleLoggerParameters:NoSummary",
            "-nodeReuse:false", // a node that stays would hold the pipes open
            "-getProperty:TargetPath", "-getResultOutputFile:" + answer);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;

        var output = new List<string>();
        PosixSignal? signal = null;
        using var build = Process.Start(start)!;
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        build.OutputDataReceived += Keep;
        build.ErrorDataReceived += Keep;
        build.BeginOutputReadLine();
        build.BeginErrorReadLine();
        build.StandardInput.Close();
        // Not WaitForExit(): it waits for the ends of the pipes too, and the compiler's server may keep one.
        while (!build.WaitForExit(int.MaxValue))
        {
        }

        Thread.Sleep(build.ExitCode == 0 ? TimeSpan.Zero : Pause); // what is still in the pipes

        var assembly = build.ExitCode == 0 && File.Exists(answer) ? File.ReadAllText(answer).Trim() : "";
        if (signal is null && File.Exists(assembly))
            return new BuildResult(assembly, 0, []);
        lock (output)
            return new BuildResult(null, signal switch { PosixSignal.SIGINT => 130, PosixSignal.SIGTERM => 143, _ => 1 }, [.. output], signal);

        void Keep(object? sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                if (!string.IsNullOrWhiteSpace(line.Data))
                    output.Add(line.Data);
            }
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            signal = context.Signal;
            build.Kill(entireProcessTree: true);
        }
    }
}
