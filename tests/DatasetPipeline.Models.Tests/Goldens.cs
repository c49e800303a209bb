namespace DatasetPipeline.Models.Tests;

/// <summary>The folder of reference outputs: the environment variable GOLDENS, or tests/goldens.</summary>
internal static class Goldens
{
    /// <summary>The repository's own, whatever GOLDENS says.</summary>
    public static string Own { get; } = Beside();

    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Own, "..", ".."));

    public static string Folder { get; } = Environment.GetEnvironmentVariable("GOLDENS") is { Length: > 0 } given ? Path.GetFullPath(given) : Own;

    public static bool IsOwn => Folder == Own;

    /// <summary>The folders of families, those that hold a checkpoint, that have these parts among their reference outputs.</summary>
    public static IEnumerable<string> Architectures(params string[] parts) => Families()
        .Where(folder => File.Exists(Path.Combine(folder, "cases.json")) && parts.All(part => Path.Exists(Path.Combine(folder, part))))
        .Order(StringComparer.Ordinal);

    /// <summary>Every layout of a family's checkpoint.</summary>
    public static IEnumerable<string> Checkpoints(string architecture) => Directory.GetDirectories(architecture)
        .Where(folder => File.Exists(Path.Combine(folder, "config.json")) && File.Exists(Path.Combine(folder, "tokenizer.json")))
        .Order(StringComparer.Ordinal);

    /// <summary>Every checkpoint of the families that have these parts, for a theory: the family's name and the checkpoint's.</summary>
    public static TheoryData<string, string> CheckpointsOf(params string[] parts)
    {
        var checkpoints = new TheoryData<string, string>();
        foreach (var folder in Families().Where(f => parts.All(part => Path.Exists(Path.Combine(f, part)))).Order(StringComparer.Ordinal))
        {
            foreach (var checkpoint in Checkpoints(folder))
                checkpoints.Add(Path.GetFileName(folder), Path.GetFileName(checkpoint));
        }

        return checkpoints;
    }

    /// <summary>A picture that several families' cases name.</summary>
    public static string Picture(string name) => Path.Combine(Folder, "images", name);

    /// <summary>Their names, for a theory.</summary>
    public static TheoryData<string> Names(params string[] parts) => [.. Architectures(parts).Select(a => Path.GetFileName(a))];

    /// <summary>An architecture that has these parts, and a case of its cases.json.</summary>
    public static TheoryData<string, string> Cases(params string[] parts)
    {
        var cases = new TheoryData<string, string>();
        foreach (var architecture in Architectures(["cases.json", .. parts]))
        {
            foreach (var name in GoldenCase.Names(architecture))
                cases.Add(Path.GetFileName(architecture), name);
        }

        return cases;
    }

    // A folder that is not there is told by one test of its own.
    private static string[] Families() => Directory.Exists(Folder) ? Directory.GetDirectories(Folder) : [];

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
