using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DatasetPipeline.Launcher.Tests;

public sealed class PackageTests
{
    private const string Id = "DatasetPipeline.Train.Launcher";
    private const string Repack = "run build/pack-launcher.sh and commit what it writes";

    private static string Root { get; } = Repository.Around(AppContext.BaseDirectory)!.Root;

    [Fact]
    public void The_committed_package_is_of_the_launchers_sources()
    {
        var expected = $"{Id}.{VersionOfSources()}.nupkg";

        var packages = Directory.GetFiles(Path.Combine(Root, "build", "packages"), "*.nupkg").Select(Path.GetFileName).ToList();

        Assert.True(packages is [var only] && only == expected, $"build/packages holds {string.Join(", ", packages)}, and the sources of tasks/{Id} make {expected}: {Repack}.");
        using var package = ZipFile.OpenRead(Path.Combine(Root, "build", "packages", expected));
        Assert.Contains(package.Entries, entry => entry.FullName.EndsWith($"/{Id}.dll", StringComparison.Ordinal));
    }

    [Fact]
    public void The_manifest_asks_for_the_committed_package()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, ".config", "dotnet-tools.json")));
        var version = manifest.RootElement.GetProperty("tools").GetProperty(Id.ToLowerInvariant()).GetProperty("version").GetString();

        Assert.True(File.Exists(Path.Combine(Root, "build", "packages", $"{Id}.{version}.nupkg")), $".config/dotnet-tools.json asks for {version}, which is not in build/packages: {Repack}.");
    }

    [Fact]
    public void After_dotnet_tool_restore_dotnet_train_runs_the_trainer()
    {
        using var clone = new Clone();
        foreach (var file in (string[])["nuget.config", Path.Combine(".config", "dotnet-tools.json"), .. Directory.GetFiles(Path.Combine(Root, "build", "packages")).Select(f => Path.GetRelativePath(Root, f))])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(clone.Root, file))!);
            File.Copy(Path.Combine(Root, file), Path.Combine(clone.Root, file));
        }

        Dictionary<string, string> fresh = new() { ["NUGET_PACKAGES"] = Path.Combine(clone.Root, "cache"), ["DOTNET_CLI_HOME"] = Path.Combine(clone.Root, "home"), ["DOTNET_NOLOGO"] = "1" };
        using var restore = Clone.Start("dotnet", clone.Deep, fresh, "tool", "restore", "--ignore-failed-sources");
        var restored = Clone.Finish(restore);
        Assert.True(restored.ExitCode == 0, restored.Output + restored.Error);
        using var train = Clone.Start("dotnet", clone.Deep, fresh, "train", "ask", "a picture.png", "--base");
        var run = Clone.Finish(train);

        Assert.Equal(["<ask>", "<a picture.png>", "<--base>"], run.Lines);
        Assert.Equal(0, run.ExitCode);
    }

    // As build/pack-launcher.sh computes it: sha256sum of what sha256sum says of each file.
    private static string VersionOfSources()
    {
        var folder = Path.Combine(Root, "tasks", Id);
        var lines = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(name => Path.GetExtension(name) is ".cs" or ".csproj" && !name.StartsWith("bin/", StringComparison.Ordinal) && !name.StartsWith("obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, name))))}  {name}\n");
        return "0.1.0-h" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))))[..12];
    }
}
