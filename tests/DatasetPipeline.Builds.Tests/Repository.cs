using System.Reflection;

namespace DatasetPipeline.Builds.Tests;

/// <summary>The clone that the tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string TinyModel => Path.Combine(Root, "tests", "goldens", "qwen3_vl", "model");

    public static string Picture(string name) => Path.Combine(Root, "tests", "goldens", "images", name + ".png");
}
