using System.Text.Json;

namespace DatasetPipeline.Tokens.Tests;

/// <summary>The reference outputs: the folder that GOLDENS names, else the repository's. Cases are found by listing; parts may be missing.</summary>
internal static class Goldens
{
    public static string Folder { get; } = Find();

    /// <summary>Folders of models: those that hold cases or processor outputs beside a checkpoint.</summary>
    public static IEnumerable<string> Architectures => Directory.Exists(Folder)
        ? Directory.EnumerateDirectories(Folder).Where(folder => Checkpoints(folder).Any()).Order(StringComparer.Ordinal)
        : [];

    /// <summary>Every layout of an architecture's checkpoint.</summary>
    public static IEnumerable<string> Checkpoints(string architecture) =>
        Directory.EnumerateDirectories(architecture).Where(folder => File.Exists(Path.Combine(folder, "config.json")) && File.Exists(Path.Combine(folder, "tokenizer.json"))).Order(StringComparer.Ordinal);

    public static JsonElement? Read(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? JsonDocument.Parse(File.ReadAllBytes(path)).RootElement : null;
    }

    public static string Picture(string name) => Path.Combine(Folder, "images", name);

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("GOLDENS") is { Length: > 0 } given)
            return Path.GetFullPath(given);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "goldens");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException("tests/goldens is not above the test's output; set GOLDENS");
    }
}
