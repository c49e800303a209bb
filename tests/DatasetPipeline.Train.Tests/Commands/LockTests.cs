using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DatasetPipeline.Builds;

namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>One training of a dataset at a time.</summary>
public sealed class LockTests
{
    private const string Waits = "another training of this dataset is under way, and this one waits for it; Ctrl+C ends the waiting";

    [Fact]
    public void A_training_whose_pictures_a_build_takes_away_says_so_and_goes_on_when_they_are_back()
    {
        using var dataset = new TinyDataset(epochs: 60);
        dataset.WriteTraining("num_train_epochs: 60", "freeze_vit: false", "save_steps: 1");
        using (var run = TrainProcess.Start(dataset.Folder, "--no-build"))
        {
            run.WaitFor("step 3/");
            Directory.Delete(Path.Combine(dataset.Folder, "bin", "dataset", "images"), recursive: true);
            run.Wait();

            Assert.Equal(1, run.ExitCode);
            Assert.Matches(@"^\S.*/bin/dataset/images/\w+\.png\(1,1\): error DSP9022: a build has changed the dataset [^\n]*\n$", run.Error);
        }

        dataset.Build();
        using var again = TrainProcess.Run(dataset.Folder, "--no-build");
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Contains("going on after step", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_training_says_once_that_it_waits_and_goes_on_when_the_first_has_ended()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("num_train_epochs: 10000");
        using var first = TrainProcess.Start(dataset.Folder, "--no-build");
        first.WaitFor("step 3/");

        using var second = TrainProcess.Start(dataset.Folder, "--no-build", "--dry-run");
        second.WaitForError(Waits);
        using var script = TrainProcess.Start(dataset.Folder, "--no-build", "--dry-run", "--json");
        script.WaitForError("under way");
        first.Interrupt();
        first.Wait();
        second.Wait();
        script.Wait();

        Assert.Equal((0, Waits + "\n"), (second.ExitCode, second.Error));
        Assert.Contains("it goes on after step ", second.Output, StringComparison.Ordinal);
        var told = JsonNode.Parse(script.Error)!;
        Assert.Equal(("note", Waits), ((string?)told["event"], (string?)told["text"]));
    }

    [Fact]
    public void Ctrl_C_ends_the_waiting()
    {
        using var dataset = new TinyDataset();
        using var held = BuildLock.Take(Path.Combine(dataset.Folder, "obj", "train.lock"), CancellationToken.None);
        using var run = TrainProcess.Start(dataset.Folder, "--no-build");
        run.WaitForError(Waits);
        run.Interrupt();
        run.Wait();

        Assert.Equal((130, $"{Waits}\ncancelled; what was there before is as it was\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public void A_lock_that_can_never_be_taken_is_one_line_at_once()
    {
        using var dataset = new TinyDataset();
        var folder = Directory.CreateDirectory(Path.Combine(dataset.Folder, "obj", "train.lock")).FullName;
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal($"{folder}(1,1): error DSP0001: this is a folder, and a file of this name has to be written; delete it, or give it another name\n", run.Error);
    }

    [Fact]
    public void A_dataset_that_is_read_only_is_one_line_at_once()
    {
        // A mount of its own needs Linux, and the right to make a namespace.
        if (!OperatingSystem.IsLinux() || Sh("unshare -rm true").ExitCode != 0)
            return;
        using var dataset = new TinyDataset();

        var (exitCode, error) = Sh($"""unshare -rm sh -c 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec timeout 60 dotnet exec "$1" --no-build' '{dataset.Folder}' '{Path.Combine(AppContext.BaseDirectory, "DatasetPipeline.Train.dll")}'""");

        Assert.Matches($@"\A{Regex.Escape(Path.Combine(dataset.Folder, "obj"))}\(1,1\): error DSP0001: nothing can be written into this folder; see that the disk is neither full nor read-only \([^\n()/]+\)\n\z", error);
        Assert.Equal(1, exitCode);
    }

    private static (int ExitCode, string Error) Sh(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        _ = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
