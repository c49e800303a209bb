using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Projects;

/// <summary>A project's properties, as MSBuild evaluates them.</summary>
internal static partial class MSBuildProperties
{
    /// <summary>Runs MSBuild in a process of its own, which takes half a second.</summary>
    /// <exception cref="DiagnosticException">MSBuild cannot read the project (DSP9012).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyDictionary<string, string> Read(string project, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Dotnet, ["msbuild", project, "-nologo", $"-getProperty:{string.Join(',', names)}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new DiagnosticException(WhyNot(project, output + error.GetAwaiter().GetResult()));
        using var answer = JsonDocument.Parse(output);
        return answer.RootElement.GetProperty("Properties").EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString()!, StringComparer.Ordinal);
    }

    private static string Dotnet => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static Diagnostic WhyNot(string project, string output)
    {
        var said = ErrorLine().Match(output);
        return said.Success
            ? new(Codes.ProjectUnreadable, $"MSBuild cannot read the project: {Shown.Line(said.Groups["message"].Value.Trim())}", said.Groups["file"].Value, int.Parse(said.Groups["line"].Value), int.Parse(said.Groups["column"].Value))
            : new(Codes.ProjectUnreadable, $"MSBuild cannot read the project; see why with 'dotnet build' ({Shown.Line(output.Trim())})", project);
    }

    [GeneratedRegex(@"^(?<file>\S.*)\((?<line>\d{1,9}),(?<column>\d{1,9})\): error (?<message>MSB\d+: .*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ErrorLine();
}
