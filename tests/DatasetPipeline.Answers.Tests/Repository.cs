using System.Reflection;

namespace DatasetPipeline.Answers.Tests;

/// <summary>The clone that the tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The trainer's program.</summary>
    public static string Trainer { get; } = Path.Combine(Root, "tasks", "DatasetPipeline.Train", "bin", Metadata("Configuration"), "net10.0", "DatasetPipeline.Train.dll");

    /// <summary>The datasets that train a model, by name.</summary>
    public static IEnumerable<string> Datasets => Directory.EnumerateFiles(Path.Combine(Root, "datasets"), "train.yaml", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Path.Combine(Root, "datasets"), Path.GetDirectoryName(file)!))
        .Order(StringComparer.Ordinal);

    public static string FolderOf(string dataset) => Path.Combine(Root, "datasets", dataset);

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
