using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DatasetPipeline.Launcher;

/// <summary>Runs a tool with the launcher's own streams, folder and signals.</summary>
internal static partial class ToolProcess
{
    /// <summary>The tool's exit code.</summary>
    /// <remarks>
    /// On Unix the tool takes this process over (execve): Ctrl+C, SIGTERM, Ctrl+Z, the exit code and the terminal
    /// are then its own, each signal comes once, and no launcher can die before it.
    /// </remarks>
    public static int Run(string assembly, string[] args)
    {
        if (!OperatingSystem.IsWindows())
            return Become([Dotnet.Path, "exec", assembly, .. args]);

        // A console sends Ctrl+C to every process in it: the tool ends as it likes, and the launcher waits.
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        var start = Dotnet.Start(Environment.CurrentDirectory, ["exec", assembly, .. args]);
        using var tool = Process.Start(start)!;
        tool.WaitForExit();
        return tool.ExitCode;
    }

    private static int Become(string[] command)
    {
        var environment = new List<string?>();
        foreach (var (name, value) in Dotnet.CleanEnvironment())
            environment.Add($"{name}={value}");
        ForgetDiagnostics();
        _ = Execve(command[0], [.. command, null], [.. environment, null]);
        throw new System.ComponentModel.Win32Exception(Marshal.GetLastPInvokeError());
    }

    // The runtime removes its debugger's pipes when it ends; taken over, it does not, and the tool has the same names.
    private static void ForgetDiagnostics()
    {
        foreach (var pattern in (string[])[$"dotnet-diagnostic-{Environment.ProcessId}-*", $"clr-debug-pipe-{Environment.ProcessId}-*"])
        {
            foreach (var file in Directory.GetFiles(Path.GetTempPath(), pattern))
                File.Delete(file);
        }
    }

    [LibraryImport("libc", EntryPoint = "execve", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Execve(string path, string?[] argv, string?[] envp);
}
