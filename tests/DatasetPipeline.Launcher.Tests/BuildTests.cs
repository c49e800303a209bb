using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Launcher.Tests;

public sealed class BuildTests : IDisposable
{
    private readonly Clone _clone = new();

    [Fact]
    public void Content_decides_and_not_time()
    {
        Assert.True(_clone.Run("one").Built, "the first run");
        File.SetLastWriteTimeUtc(_clone.Program, DateTime.UtcNow.AddDays(1));
        Assert.False(_clone.Run("one").Built, "a newer time and the same text");

        var before = DateTime.UtcNow.AddDays(-9);
        File.WriteAllText(_clone.Program, File.ReadAllText(_clone.Program).Replace("<{arg}>", "[{arg}]"));
        File.SetLastWriteTimeUtc(_clone.Program, before);
        var edited = _clone.Run("one");
        Assert.True(edited.Built, "another text, though an old one");
        Assert.Equal(["[one]"], edited.Lines);

        Directory.CreateDirectory(Path.Combine(_clone.Root, "docs"));
        File.WriteAllText(Path.Combine(_clone.Root, "docs", "page.md"), "");
        Assert.False(_clone.Run("one").Built, "a file that no build reads");

        File.WriteAllText(Path.Combine(_clone.Root, "Directory.Build.props"), "<Project />");
        Assert.True(_clone.Run("one").Built, "a file at the root that the build reads");

        File.Delete(_clone.Output);
        Assert.True(_clone.Run("one").Built, "a clean");
        Assert.False(_clone.Run("one").Built, "nothing");
    }

    [Fact]
    public void A_trainer_that_does_not_build_shows_why_once_and_is_built_when_it_is_mended()
    {
        var source = File.ReadAllText(_clone.Program);
        File.WriteAllText(_clone.Program, source + "\nint wrong = \"text\";");

        var broken = _clone.Run("one");
        Assert.Equal(1, broken.ExitCode);
        Assert.Equal("", broken.Output);
        var lines = broken.Error.TrimEnd().Split('\n');
        Assert.Equal(Finished.Building, lines[0]);
        Assert.Single(lines, line => line.Contains("error CS0029", StringComparison.Ordinal));
        Assert.Contains($"error {Codes.CommandNotBuilt}: ", lines[^1], StringComparison.Ordinal);

        File.WriteAllText(_clone.Program, source);
        Assert.Equal(["<one>"], _clone.Run("one").Lines);
    }

    [Fact]
    public void Two_at_once_build_once_though_an_MSBuild_around_them_left_its_variables()
    {
        Dictionary<string, string> leaked = new()
        {
            ["MSBuildSDKsPath"] = "/nowhere",
            ["MSBUILD_EXE_PATH"] = "/nowhere/MSBuild.dll",
            ["MSBuildExtensionsPath"] = "/nowhere",
            ["MSBuildLoadMicrosoftTargetsReadOnly"] = "true",
            ["Configuration"] = "Release",
            ["Platform"] = "x64",
        };

        Finished[] runs = [.. new[] { "one", "two" }.AsParallel().WithDegreeOfParallelism(2).Select(arg => Clone.Run(_clone.Deep, "", leaked, arg))];

        Assert.All(runs, run => Assert.Equal(0, run.ExitCode));
        Assert.Single(runs, run => run.Built);
        Assert.True(File.Exists(_clone.Output));
    }

    [SlowFact]
    public void Each_tool_is_built_by_itself_when_it_or_what_it_refers_to_changed()
    {
        _clone.AddDataset();
        var first = _clone.RunDataset("check");
        Assert.Equal(Finished.BuildingDataset, first.Error.Trim());
        Assert.Equal(["dataset core check"], first.Lines);
        Assert.False(Directory.Exists(Path.Combine(_clone.Train, "obj")), "the trainer is not even restored");
        Assert.True(_clone.Run("one").Built);

        File.AppendAllText(_clone.Program, "\n// another text\n");
        Assert.False(_clone.RunDataset("check").Built, "the trainer alone has changed");
        Assert.True(_clone.Run("one").Built);

        File.WriteAllText(Path.Combine(_clone.Core, "Core.cs"), "public static class Core { public const string Says = \"changed\"; }");
        Assert.Equal(["dataset changed check"], _clone.RunDataset("check").Lines);
        Assert.True(_clone.Run("one").Built, "what both refer to has changed");
        Assert.False(_clone.RunDataset("check").Built);
    }

    [Fact]
    public void Two_tools_at_once_do_not_build_what_they_share_at_once()
    {
        _clone.AddDataset();

        Finished[] runs = [.. new[] { () => _clone.Run("one"), () => _clone.RunDataset("check") }.AsParallel().AsOrdered().WithDegreeOfParallelism(2).Select(run => run())];

        Assert.Equal(["<one>"], runs[0].Lines);
        Assert.Equal(["dataset core check"], runs[1].Lines);
        Assert.Contains(runs, run => run.Error.Contains("waiting for another build", StringComparison.Ordinal));
    }

    [UnixFact]
    public void A_rebuild_leaves_a_running_trainer_its_files()
    {
        using var running = Clone.Start("dotnet", _clone.Deep, [], "exec", Clone.Launcher, "wait");
        while (running.StandardOutput.ReadLine() is { } line && line != "waiting")
        {
        }

        var mapped = File.OpenRead(_clone.Output);
        var before = new byte[mapped.Length];
        mapped.ReadExactly(before);
        File.AppendAllText(_clone.Program, "\n// another text\nclass Another;\n");
        Assert.True(_clone.Run("one").Built);

        mapped.Position = 0;
        var after = new byte[mapped.Length];
        mapped.ReadExactly(after);
        mapped.Dispose();
        Assert.Equal(before, after);
        using (var kill = Clone.Start("kill", _clone.Deep, [], "-INT", $"{running.Id}"))
            Clone.Finish(kill);
        Assert.Equal(42, Clone.Finish(running).ExitCode);
    }

    [UnixFact]
    public void Terminated_while_it_builds_it_ends_the_build_too()
    {
        File.WriteAllText(Path.Combine(_clone.Train, "Directory.Build.targets"), """
            <Project><Target Name="Slow" BeforeTargets="CoreCompile"><Exec Command="touch ../../slow &amp;&amp; sleep 60 &amp;&amp; touch ../../late" /></Target></Project>
            """);
        using var process = Clone.Start("dotnet", _clone.Deep, [], "exec", Clone.Launcher, "one");
        while (!process.HasExited && !File.Exists(Path.Combine(_clone.Root, "slow")))
            Thread.Sleep(50);

        using (var kill = Clone.Start("kill", _clone.Deep, [], "-TERM", $"{process.Id}"))
            Clone.Finish(kill);

        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(20)));
        Assert.Equal(143, process.ExitCode);
        Assert.False(File.Exists(Path.Combine(_clone.Root, "late")));
    }

    public void Dispose() => _clone.Dispose();
}
