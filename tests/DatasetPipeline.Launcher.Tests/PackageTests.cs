using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DatasetPipeline.Launcher.Tests;

public sealed class PackageTests
{
    private const string Repack = "run build/pack-launcher.sh and commit what it writes";
    private static readonly string[] Ids = ["DatasetPipeline.Launcher.dataset", "DatasetPipeline.Launcher.train"];

    private static string Root { get; } = Repository.Around(AppContext.BaseDirectory, Tool.Own)!.Root;

    [Fact]
    public void The_committed_packages_are_of_the_launchers_sources()
    {
        var expected = Ids.Select(id => $"{id}.{VersionOfSources()}.nupkg").ToList();

        var packages = Directory.GetFiles(Path.Combine(Root, "build", "packages"), "*.nupkg").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();

        Assert.True(packages.SequenceEqual(expected), $"build/packages holds {string.Join(", ", packages)}, and the sources of tasks/DatasetPipeline.Launcher make {string.Join(", ", expected)}: {Repack}.");
    }

    [Fact]
    public void The_manifest_asks_for_the_committed_packages()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, ".config", "dotnet-tools.json")));
        foreach (var id in Ids)
        {
            var version = manifest.RootElement.GetProperty("tools").GetProperty(id.ToLowerInvariant()).GetProperty("version").GetString();
            Assert.True(File.Exists(Path.Combine(Root, "build", "packages", $"{id}.{version}.nupkg")), $".config/dotnet-tools.json asks for {version}, which is not in build/packages: {Repack}.");
        }
    }

    [Fact]
    public void After_dotnet_tool_restore_dotnet_train_and_dotnet_dataset_run_their_tools()
    {
        using var clone = new Clone();
        clone.AddDataset();
        foreach (var file in (string[])["nuget.config", Path.Combine(".config", "dotnet-tools.json"), .. Directory.GetFiles(Path.Combine(Root, "build", "packages")).Select(f => Path.GetRelativePath(Root, f))])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(clone.Root, file))!);
            File.Copy(Path.Combine(Root, file), Path.Combine(clone.Root, file));
        }

        Dictionary<string, string> fresh = new() { ["NUGET_PACKAGES"] = Path.Combine(clone.Root, "cache"), ["DOTNET_CLI_HOME"] = Path.Combine(clone.Root, "home"), ["DOTNET_NOLOGO"] = "1" };
        Run("tool", "restore", "--ignore-failed-sources");

        Assert.Equal(["<ask>", "<a picture.png>", "<--base>"], Run("train", "ask", "a picture.png", "--base").Lines);
        Assert.Equal(["dataset core check --json"], Run("dataset", "check", "--json").Lines);
        if (!OperatingSystem.IsWindows())
        {
            // dotnet, which stands above the tool, passes SIGTERM on; SIGINT it leaves to the terminal, which sends it to the whole group.
            Assert.Equal((42, "ended whole after 1 signal"), Ended("-TERM", "{0}"));
            Assert.Equal((42, "ended whole after 1 signal"), Ended("-INT", "-{0}"));
        }

        (int, string) Ended(string signal, string target)
        {
            // setsid: a process group of its own, whose number is that of dotnet
            using var process = Clone.Start("setsid", clone.Deep, fresh, "dotnet", "train", "wait");
            while (process.StandardOutput.ReadLine() is { } line && line != "waiting")
            {
            }

            using (var kill = Clone.Start("kill", clone.Deep, [], signal, "--", string.Format(CultureInfo.InvariantCulture, target, process.Id)))
                Clone.Finish(kill);
            var run = Clone.Finish(process);
            return (run.ExitCode, run.Output.Trim());
        }

        Finished Run(params string[] args)
        {
            using var process = Clone.Start("dotnet", clone.Deep, fresh, args);
            var run = Clone.Finish(process);
            Assert.True(run.ExitCode == 0, run.Output + run.Error);
            return run;
        }
    }

    // As build/pack-launcher.sh computes it: sha256sum of what sha256sum says of each file.
    private static string VersionOfSources()
    {
        var folder = Path.Combine(Root, "tasks", "DatasetPipeline.Launcher");
        var lines = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(name => Path.GetExtension(name) is ".cs" or ".csproj" && !name.StartsWith("bin/", StringComparison.Ordinal) && !name.StartsWith("obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, name))))}  {name}\n");
        return "0.1.0-h" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))))[..12];
    }
}
