using System.Security.Cryptography;

namespace DatasetPipeline.Builds.Tests;

/// <summary>A dataset outside the repository that imports the repository's targets; deleted at the end.</summary>
internal sealed class TemporaryDataset : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("dataset-").FullName;

    public TemporaryDataset(string folder = "shop", string project = "shop", string properties = "")
    {
        Folder = Path.Combine(_root, folder);
        Project = Path.Combine(Folder, project + ".csproj");
        Write(project + ".csproj", $"""
            <Project Sdk="Microsoft.Build.NoTargets/3.7.0">
              <PropertyGroup>{properties}</PropertyGroup>
              <Import Project="{Repository.Root}/build/Dataset.targets" />
            </Project>
            """);
        Write("dataset.yaml", "name: shop\n");
    }

    public string Folder { get; }

    public string Project { get; }

    public string this[string path] => Path.Combine(Folder, path);

    public void Write(string path, string content) => Write(path, System.Text.Encoding.UTF8.GetBytes(content));

    public void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllBytes(this[path], content);
    }

    /// <summary>A record with a picture of its own.</summary>
    public void Add(string name, string? caption = null)
    {
        caption ??= SentenceFor(name);
        Write($"images/{name}.png", Png.Of(64, 48, name));
        Write($"images/{name}.yaml", $"caption: {caption}\nmarks:\n  - box: [4, 4, 20, 10]\n");
    }

    // No two are one sentence with a word exchanged.
    private static string SentenceFor(string name)
    {
        string[] words = ["total", "banner", "price", "filter", "stock", "refund", "avatar", "header", "coupon", "parcel", "rating", "search", "basket", "footer", "review", "ticket"];
        var hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name));
        string Word(int i) => words[hash[i] % words.Length];
        return $"The red box marks the {Word(0)} {Word(1)} that the {Word(2)} {Word(3)} hides from the {Word(4)} {Word(5)}.";
    }

    public void Delete(string name)
    {
        File.Delete(this[$"images/{name}.png"]);
        File.Delete(this[$"images/{name}.yaml"]);
    }

    /// <summary>A build as `dotnet build` does it, but for the restore, which ProjectTests look at.</summary>
    public BuildResult Build(params string[] arguments)
    {
        if (Project == this["shop.csproj"] && !File.Exists(this["obj/project.assets.json"]))
            DotNet.Restore(this);
        return DotNet.Run(Project, [.. File.Exists(this["obj/project.assets.json"]) ? (string[])["build", "--no-restore"] : ["build"], .. arguments]);
    }

    /// <summary>The build's outputs: each path with the hash of its content.</summary>
    public SortedDictionary<string, string> Outputs() => Hashes("bin/dataset");

    /// <summary>Every file with its content and its time.</summary>
    public SortedDictionary<string, string> Everything() => new(
        Hashes("").ToDictionary(pair => pair.Key, pair => $"{pair.Value} {File.GetLastWriteTimeUtc(this[pair.Key]):o}"), StringComparer.Ordinal);

    public string[] Rows(string split = "train") => File.ReadAllLines(this[$"bin/dataset/{split}.jsonl"]);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private SortedDictionary<string, string> Hashes(string folder) => Directory.Exists(this[folder])
        ? new(Directory.EnumerateFiles(this[folder], "*", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetRelativePath(Folder, path),
            path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))), StringComparer.Ordinal)
        : [];
}
