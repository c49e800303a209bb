using System.ComponentModel;
using System.Diagnostics;

namespace DatasetPipeline.Captures;

/// <summary>Asks git, where there is one.</summary>
internal static class Git
{
    /// <summary>The name that commits from a folder are signed with; null where none is set.</summary>
    public static string? UserName(string folder) => Ask(folder, "config", "user.name")?.Trim() is { Length: > 0 } name ? name : null;

    /// <summary>What git answers; null where it is not there, or answers with an error.</summary>
    public static string? Ask(string folder, params string[] arguments)
    {
        // A repository may name a program to watch its files, which nobody here has asked for.
        var start = new ProcessStartInfo("git", ["-c", "core.fsmonitor=false", "-c", "core.quotePath=false", .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            error.GetAwaiter().GetResult();
            return process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
