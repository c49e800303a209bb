using System.Collections;
using System.Diagnostics;

namespace DatasetPipeline.Launcher;

/// <summary>The dotnet that runs this launcher, and the environment for what it runs.</summary>
internal static class Dotnet
{
    /// <summary>Its path, or its name where the launcher was not started by it.</summary>
    public static string Path { get; } =
        Environment.ProcessPath is { } process && System.IO.Path.GetFileNameWithoutExtension(process) == "dotnet" ? process
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : OnPath();

    /// <summary>
    /// The environment without what an MSBuild around this process left in it: its own folders and switches
    /// (MSBuildSDKsPath, MSBUILD_EXE_PATH, …) bend a build of another SDK. Configuration and Platform, which MSBuild
    /// would take for properties, would send the output elsewhere.
    /// </summary>
    public static Dictionary<string, string> CleanEnvironment()
    {
        var clean = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            var leaked = name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) && name != "MSBUILDDISABLENODEREUSE";
            if (!leaked && !name.Equals("Configuration", StringComparison.OrdinalIgnoreCase) && !name.Equals("Platform", StringComparison.OrdinalIgnoreCase))
                clean[name] = (string)variable.Value!;
        }

        return clean;
    }

    /// <summary>How to start it in a folder.</summary>
    public static ProcessStartInfo Start(string folder, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(Path, args) { WorkingDirectory = folder, UseShellExecute = false };
        start.Environment.Clear();
        foreach (var (name, value) in CleanEnvironment())
            start.Environment[name] = value;
        return start;
    }

    private static string OnPath()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator))
        {
            var candidate = System.IO.Path.Combine(folder, name);
            if (File.Exists(candidate))
                return candidate;
        }

        return name;
    }
}
