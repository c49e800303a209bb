using System.Diagnostics;

namespace DatasetPipeline.Builds.Tests;

/// <summary>Runs the real <c>dotnet dataset check</c>, and the other commands.</summary>
internal static class DatasetCheck
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "DatasetPipeline.Dataset.dll");

    public static CheckResult Run(string folder, params string[] arguments) => RunCommand(folder, ["check", .. arguments]);

    public static CheckResult RunCommand(string folder, params string[] arguments)
    {
        using var process = Start(folder, "dotnet", ["exec", Program, .. arguments]);
        return Finish(process);
    }

    public static Process Begin(string folder, params string[] arguments) => BeginCommand(folder, ["check", .. arguments]);

    public static Process BeginCommand(string folder, params string[] arguments) =>
        // A shell starts what it runs in the background with Ctrl+C ignored, and a child inherits that.
        Start(folder, "env", ["--default-signal=INT", "dotnet", "exec", Program, .. arguments]);

    /// <summary>With a terminal for its output.</summary>
    public static CheckResult RunInTerminal(string folder, string environment)
    {
        using var process = Start(folder, "script", "-qec", $"env TERM=xterm {environment} dotnet exec '{Program}' check", "/dev/null");
        return Finish(process);
    }

    public static CheckResult Finish(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static Process Start(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // `dotnet test` leaves its own MSBuild's paths in the environment.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        return Process.Start(start)!;
    }
}
