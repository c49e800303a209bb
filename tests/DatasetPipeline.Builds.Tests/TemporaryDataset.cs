using System.Security.Cryptography;

namespace DatasetPipeline.Builds.Tests;

/// <summary>A dataset in a folder of its own, wired as those of the repository are.</summary>
internal sealed class TemporaryDataset : IDisposable
{
    private static readonly string[] BuildArguments = ["build", "-nologo", "-tl:off"];

    public TemporaryDataset(string project = "shop")
    {
        Directory.CreateDirectory(Path.Combine(Folder, "images"));
        Write(project + ".csproj", $"""
            <Project Sdk="Microsoft.Build.NoTargets/3.7.0">
              <Import Project="{Repository.Root}build/Dataset.targets" />
            </Project>
            """);
        Write("dataset.yaml", "name: shop\nresolution: 200\n");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("a dataset ").FullName;

    public string Output => Path.Combine(Folder, "bin", "dataset");

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    /// <summary>A picture of the goldens and a record beside it.</summary>
    public void Add(string id, string caption, string picture = "ui_320x192", string more = "")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf($"images/{id}.png"))!);
        File.Copy(Repository.Picture(picture), PathOf($"images/{id}.png"));
        Write($"images/{id}.yaml", $"caption: {caption}\n{more}");
    }

    public Build Build(params string[] more) => Tests.Build.Run(Folder, [.. BuildArguments, .. more]);

    public Build BuildIn((string Name, string Value)[] environment) => Tests.Build.Run(Folder, environment, BuildArguments);

    /// <summary>A file's bytes, as a text to compare.</summary>
    public string Read(string name) => File.ReadAllText(PathOf(name));

    /// <summary>Every file of a folder by its relative path, with its content's hash and its time.</summary>
    public SortedDictionary<string, (string Hash, DateTime Written)> Files(string folder = ".") => new(
        Directory.EnumerateFiles(PathOf(folder), "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(Folder, file),
            file => (Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))), File.GetLastWriteTimeUtc(file))),
        StringComparer.Ordinal);

    /// <summary>As <see cref="Files"/>, without times.</summary>
    public Dictionary<string, string> Contents(string folder) => Files(folder).ToDictionary(file => file.Key, file => file.Value.Hash);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
