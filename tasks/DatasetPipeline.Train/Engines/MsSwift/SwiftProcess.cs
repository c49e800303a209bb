using System.Diagnostics;
using System.Runtime.InteropServices;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary>ms-swift at work, started by the script, all that it says in a file.</summary>
internal sealed class SwiftProcess : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly Process _process;
    private readonly SwiftFiles _files;

    private SwiftProcess(Process process, SwiftFiles files) => (_process, _files) = (process, files);

    /// <summary>Where ms-swift's command is; null where PATH has none.</summary>
    public static string? Find() => OperatingSystem.IsWindows() ? null : (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "swift"))
        .FirstOrDefault(IsScript);

    /// <summary>Starts it in the dataset's folder.</summary>
    /// <param name="swift">ms-swift's command.</param>
    /// <param name="files">What it is started with.</param>
    public static SwiftProcess Start(string swift, SwiftFiles files)
    {
        // In a session of its own, so that a terminal's Ctrl+C comes to it from us alone and once.
        string[] command = ["sh", "-c", "exec sh \"$0\" >\"$1\" 2>&1 </dev/null", files.Script, files.Log];
        if (File.Exists("/usr/bin/setsid"))
            command = ["/usr/bin/setsid", .. command];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, WorkingDirectory = files.Project.Folder };
        start.Environment["SWIFT"] = swift;
        start.Environment["PYTHONUNBUFFERED"] = "1";
        return new(Process.Start(start)!, files);
    }

    /// <summary>Waits a little.</summary>
    /// <returns>Whether it has ended.</returns>
    public bool WaitBriefly() => _process.WaitForExit(TimeSpan.FromMilliseconds(200));

    /// <exception cref="DiagnosticException">It ended with an error (DSP9020).</exception>
    public void Require()
    {
        if (_process.ExitCode != 0)
            throw Failed(_files, $"ms-swift ended with {_process.ExitCode}");
    }

    /// <summary>An error of ms-swift, with its own last words.</summary>
    public static DiagnosticException Failed(SwiftFiles files, string what)
    {
        var last = File.Exists(files.Log) ? File.ReadLines(files.Log).Select(line => line[(line.LastIndexOf('\r') + 1)..].Trim()).LastOrDefault(line => line.Length > 0) : null;
        return new(Codes.SwiftFailed, $"{what}{(last is null ? "" : ": " + Shown.Line(last))}; the file has all that it said", files.Log);
    }

    /// <summary>Passes Ctrl+C on, and ends what does not end by itself.</summary>
    public void Interrupt() => ProcessTree.Interrupt(_process);

    public void Dispose() => _process.Dispose();

    // pip writes a script; a program of machine code by this name is the Swift language's compiler.
    private static bool IsScript(string path)
    {
        try
        {
            if (!File.Exists(path) || (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Executable) == UnixFileMode.None))
                return false;
            using var file = File.OpenRead(path);
            return file.ReadByte() == '#' && file.ReadByte() == '!';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
