using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Launcher.Tests;

public sealed class RunTests(BuiltClone built) : IClassFixture<BuiltClone>
{
    private readonly Clone _clone = built.Clone;

    [Fact]
    public void The_first_run_builds_with_one_line_and_then_runs()
    {
        Assert.Equal(["<one>", "<two words>"], built.First.Lines);
        Assert.Equal(Finished.Building, built.First.Error.Trim());
        Assert.Equal(0, built.First.ExitCode);
    }

    [Fact]
    public void The_next_run_says_nothing_of_its_own()
    {
        var run = _clone.Run("again");

        Assert.Equal(["<again>"], run.Lines);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public void Every_argument_arrives_as_it_was_given()
    {
        string[] args = ["", "two words", "\"quoted\"", "it's", "--", "--max-steps=3", "-h", "@file", "$HOME", "back\\slash", "图.png", "*"];

        Assert.Equal(args.Select(arg => $"<{arg}>"), _clone.Run(args).Lines);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(130)]
    public void The_exit_code_is_the_trainers(int code) => Assert.Equal(code, _clone.Run("exit", code.ToString()).ExitCode);

    [Fact]
    public void The_trainer_reads_the_input_and_stands_in_the_same_folder()
    {
        Assert.Equal("<echo>\n一行\n", Clone.Run(_clone.Deep, "一行\n", [], "echo").Output);
        Assert.EndsWith(Path.Combine("checkout", "images"), _clone.Run("folder").Lines[^1]);
    }

    [UnixFact]
    public void Interrupted_the_trainer_ends_whole_and_is_told_once() => Ends("INT");

    [UnixFact]
    public void Terminated_the_trainer_ends_whole_and_is_told_once() => Ends("TERM");

    [UnixFact]
    public void A_signal_to_every_process_as_a_terminal_sends_it_comes_once_too() => Ends("INT", group: true);

    [UnixFact]
    public void Nothing_is_left_in_the_folder_for_temporary_files()
    {
        var temporary = Directory.CreateTempSubdirectory();
        using (var process = Clone.Start("dotnet", _clone.Deep, new() { ["TMPDIR"] = temporary.FullName }, "exec", Clone.Launcher, "one"))
            Clone.Finish(process);

        Assert.Empty(temporary.GetFileSystemInfos());
        temporary.Delete();
    }

    [Fact]
    public void Variables_that_an_MSBuild_around_it_leaves_do_not_reach_the_trainer()
    {
        Dictionary<string, string> leaked = new() { ["MSBuildSDKsPath"] = "/nowhere", ["SEEN"] = "yes" };

        Assert.Equal("not set", Clone.Run(_clone.Deep, "", leaked, "variable", "MSBuildSDKsPath").Lines[^1]);
        Assert.Equal("yes", Clone.Run(_clone.Deep, "", leaked, "variable", "SEEN").Lines[^1]);
    }

    [Fact]
    public void Outside_of_a_clone_one_line_says_so()
    {
        var folder = Directory.CreateTempSubdirectory();

        var run = Clone.Run(folder.FullName, "", [], "ask");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.StartsWith($"{folder.FullName}(1,1): error {Codes.RepositoryNotFound}: ", Assert.Single(run.Error.TrimEnd().Split('\n')));
        folder.Delete();
    }

    private void Ends(string signal, bool group = false)
    {
        // setsid: a process group of its own, whose number is the launcher's
        using var process = Clone.Start("setsid", _clone.Deep, [], "dotnet", "exec", Clone.Launcher, "wait");
        while (process.StandardOutput.ReadLine() is { } line && line != "waiting")
        {
        }

        using (var kill = Clone.Start("kill", _clone.Deep, [], "-" + signal, "--", group ? $"-{process.Id}" : $"{process.Id}"))
            Clone.Finish(kill);
        var run = Clone.Finish(process);

        Assert.Equal("ended whole after 1 signal", run.Output.Trim());
        Assert.Equal(42, run.ExitCode);
    }
}
