using System.Diagnostics;

namespace DatasetPipeline.Builds.Tests;

/// <summary>Runs the real <c>dotnet</c>.</summary>
internal static class DotNet
{
    // Whoever builds first after a change builds the tasks, too; two at once would write the same files.
    private static readonly Lazy<BuildResult> Tasks = new(() =>
    {
        using var dataset = new TemporaryDataset();
        return Start(dataset.Project, ["build"], []).Finish();
    });

    public static BuildResult Run(string project, string[] arguments, Dictionary<string, string>? environment = null) =>
        Begin(project, arguments, environment).Finish();

    public static RunningBuild Begin(string project, string[] arguments, Dictionary<string, string>? environment = null)
    {
        Tasks.Value.Succeeds();
        return Start(project, arguments, environment ?? []);
    }

    private static RunningBuild Start(string project, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [arguments[0], project, "-nologo", "-tl:off", .. arguments[1..]])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // `dotnet test` leaves its own MSBuild's paths in the environment.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }
}
