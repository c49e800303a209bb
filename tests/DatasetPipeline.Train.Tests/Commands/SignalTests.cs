using System.Diagnostics;

namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>What ends a training: one signal from a person, the same one twice from a terminal or a service manager, or two.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_that_comes_twice_within_a_moment_counts_once_and_the_training_goes_on_from_there(string signal, int exitCode)
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("num_train_epochs: 10000");
        using var run = TrainProcess.Start(dataset.Folder, "--no-build");
        run.WaitFor("step 3/");
        Signal(run, signal, twiceAfter: "0");
        run.Wait();

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Matches(@"\Astopped after step \d+ of 30000; the same command goes on from there, and the adapter is as it was before\n\z", run.Error);
        Assert.Contains($"it goes on after step {run.Error.Split(' ')[3]}", TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_Ctrl_C_ends_at_once_what_does_not_end_by_itself()
    {
        using var dataset = new TinyDataset();
        var (run, build) = InBuild(dataset);
        using var ended = run;
        var since = Stopwatch.StartNew();
        Signal(run, "INT", twiceAfter: "1.5");
        run.WaitToEnd();

        Assert.Equal(130, run.ExitCode);
        Assert.InRange(since.Elapsed.TotalSeconds, 1.4, 60);
        Process.Start("kill", ["-KILL", build]).WaitForExit();
    }

    [Fact]
    public void Ctrl_C_that_ends_the_build_is_told_as_what_it_is()
    {
        using var dataset = new TinyDataset();
        var (run, build) = InBuild(dataset);
        using var ended = run;
        Signal(run, "INT", twiceAfter: "0");
        Process.Start("kill", ["-KILL", build]).WaitForExit();
        run.Wait();

        Assert.Equal(130, run.ExitCode);
        Assert.EndsWith("cancelled; what was there before is as it was\n", run.Error, StringComparison.Ordinal);
    }

    // A training whose build goes on and on, where a Ctrl+C does not reach it, and the process that it waits for.
    private static (TrainProcess Run, string Build) InBuild(TinyDataset dataset)
    {
        File.WriteAllText(Path.Combine(dataset.Folder, "tiny.csproj"), """<Project><Target Name="Build"><Exec Command="echo $$ > begun; exec sleep 120" /></Target></Project>""");
        var begun = Path.Combine(dataset.Folder, "begun");
        var run = TrainProcess.Start(dataset.Folder);
        for (var clock = Stopwatch.StartNew(); !(File.Exists(begun) && File.ReadAllText(begun).EndsWith('\n')) && clock.Elapsed < TimeSpan.FromMinutes(1);)
            Thread.Sleep(20);
        return (run, File.ReadAllText(begun).Trim());
    }

    private static void Signal(TrainProcess run, string signal, string twiceAfter) =>
        Process.Start("sh", ["-c", $"kill -{signal} {run.Id}; sleep {twiceAfter}; kill -{signal} {run.Id}"]).WaitForExit();
}
