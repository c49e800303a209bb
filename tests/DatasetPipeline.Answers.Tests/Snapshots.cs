using System.Runtime.CompilerServices;
using System.Text.Json;

namespace DatasetPipeline.Answers.Tests;

/// <summary>The files under a dataset's __snapshots__.</summary>
internal static class Snapshots
{
    private const string Strict = "SNAPSHOOTER_STRICT_MODE";

    /// <summary>Whether this run is the one that accepts what the model says now.</summary>
    public static bool AreAccepted => Environment.GetEnvironmentVariable(Strict) == "false";

    /// <summary>An id may hold what a file's name may not.</summary>
    public static string NameOf(TestAnswer answer) => Uri.EscapeDataString(answer.Id) + ".json";

    public static IEnumerable<string> Of(string dataset) => Directory.Exists(FolderOf(dataset))
        ? Directory.EnumerateFiles(FolderOf(dataset)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
        : [];

    public static TestAnswer? Read(string dataset, TestAnswer answer)
    {
        var file = Path.Combine(FolderOf(dataset), NameOf(answer));
        return File.Exists(file) ? JsonSerializer.Deserialize<TestAnswer>(File.ReadAllText(file)) : null;
    }

    public static void Delete(string dataset)
    {
        foreach (var name in Of(dataset))
            File.Delete(Path.Combine(FolderOf(dataset), name));
    }

    private static string FolderOf(string dataset) => Path.Combine(Repository.FolderOf(dataset), "__snapshots__");

    // Without it a snapshot that is missing is written, and the test passes.
    [ModuleInitializer]
    internal static void BeStrict()
    {
        if (!AreAccepted)
            Environment.SetEnvironmentVariable(Strict, "true");
    }
}
