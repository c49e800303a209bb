using System.Diagnostics;

namespace DatasetPipeline.Builds.Tests;

/// <summary>Runs the real <c>dotnet</c>.</summary>
internal static class DotNet
{
    // Whoever builds first after a change builds the tasks, too; two at once would write the same files.
    private static readonly Lazy<Dictionary<string, string>> Restored = new(() =>
    {
        using var dataset = new TemporaryDataset();
        Start(dataset.Project, ["build"], []).Finish().Succeeds();
        return Directory.EnumerateFiles(dataset["obj"], "*.nuget.*").Append(dataset["obj/project.assets.json"])
            .ToDictionary(file => Path.GetFileName(file), file => File.ReadAllText(file).Replace(dataset.Folder, "{folder}", StringComparison.Ordinal), StringComparer.Ordinal);
    });

    /// <summary>What NuGet's restore, two fifths of a small build, wrote for the first dataset is the same for the next.</summary>
    public static void Restore(TemporaryDataset dataset)
    {
        foreach (var (name, text) in Restored.Value)
            dataset.Write("obj/" + name, text.Replace("{folder}", dataset.Folder, StringComparison.Ordinal));
    }

    public static BuildResult Run(string project, string[] arguments, Dictionary<string, string>? environment = null) =>
        Begin(project, arguments, environment).Finish();

    public static RunningBuild Begin(string project, string[] arguments, Dictionary<string, string>? environment = null)
    {
        _ = Restored.Value;
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
