namespace DatasetPipeline.Models.Tests;

/// <summary>The folder of reference outputs: the environment variable GOLDENS, or tests/goldens.</summary>
internal static class Goldens
{
    private static readonly string[] Known = ["qwen3_vl"];

    public static string Folder { get; } = Environment.GetEnvironmentVariable("GOLDENS") is { Length: > 0 } given ? Path.GetFullPath(given) : Beside();

    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Beside(), "..", ".."));

    /// <summary>The families that have reference outputs and are known here.</summary>
    public static IEnumerable<string> Architectures() => Known.Select(name => Path.Combine(Folder, name)).Where(Directory.Exists);

    /// <summary>A case of an architecture: its folder and the case's name.</summary>
    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var architecture in Architectures())
        {
            foreach (var name in GoldenCase.Names(architecture))
                cases.Add(Path.GetFileName(architecture), name);
        }

        return cases;
    }

    private static string Beside()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "goldens");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException("tests/goldens is not above the tests.");
    }
}
