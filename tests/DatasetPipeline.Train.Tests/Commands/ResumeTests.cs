using System.Text.Json.Nodes;

namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>What was interrupted ends in the bits of what was not.</summary>
public sealed class ResumeTests
{
    private static readonly string[] Settings = ["num_train_epochs: 12", "lora_dropout: 0.1", "save_steps: 1", "logging_steps: 1"];

    [Fact]
    public void A_training_that_Ctrl_C_ended_goes_on_from_there()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining(Settings);
        TrainProcess.Run(dataset.Folder, "--no-build", "--output", "undisturbed");
        Assert.Matches(@"error DSP9041: [^\n]*\n$", TrainProcess.Run(dataset.Folder, "--no-build", "--resume").Error);

        using var run = TrainProcess.Start(dataset.Folder, "--no-build");
        run.WaitFor("step 3/");
        run.Interrupt();
        run.Wait();
        var stopped = int.Parse(run.Error.Split(" ")[3], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"it goes on after step {stopped};", TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").Output, StringComparison.Ordinal);
        using var second = TrainProcess.Run(dataset.Folder, "--no-build", "--resume");

        Assert.Contains($"going on after step {stopped}", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("step 1/36", second.Output, StringComparison.Ordinal);
        Assert.Equal(TinyDataset.Tensors(Path.Combine(dataset.Folder, "undisturbed")), TinyDataset.Tensors(dataset.Adapter));
        Assert.Equal(Losses(Path.Combine(dataset.Folder, "undisturbed")), Losses(dataset.Adapter));
        Assert.Empty(Checkpoints(dataset));
    }

    [Fact]
    public void Killed_at_any_moment_it_ends_in_the_same_bits()
    {
        var kills = Slow.Times(4, 50);
        using var dataset = new TinyDataset();
        dataset.WriteTraining(Settings);
        TrainProcess.Run(dataset.Folder, "--no-build", "--output", "undisturbed");
        var undisturbed = TinyDataset.Tensors(Path.Combine(dataset.Folder, "undisturbed"));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        TrainProcess.Run(dataset.Folder, "--no-build", "--output", "timed");
        var time = clock.Elapsed;

        var random = new Random(7);
        for (var kill = 0; kill < kills; kill++)
        {
            using var run = TrainProcess.Start(dataset.Folder, "--no-build");
            Thread.Sleep(time * random.NextDouble());
            run.Kill();
            run.Wait();
            // Done before it was killed: once more from the start.
            if (!File.Exists(Path.Combine(dataset.Adapter, "lineage.json")))
                continue;
            Assert.Equal(undisturbed, TinyDataset.Tensors(dataset.Adapter));
            Directory.Delete(dataset.Adapter, recursive: true);
            Directory.Delete(Path.Combine(dataset.Folder, "obj", "train"), recursive: true);
        }

        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build").ExitCode);
        Assert.Equal(undisturbed, TinyDataset.Tensors(dataset.Adapter));
        Assert.Empty(Checkpoints(dataset));
        Assert.Equal(["adapter", "dataset"], Directory.GetDirectories(Path.Combine(dataset.Folder, "bin")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_harmed_checkpoint_is_passed_over_for_the_one_before_it()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining(Settings);
        TrainProcess.Run(dataset.Folder, "--no-build", "--output", "undisturbed");
        using (var run = TrainProcess.Start(dataset.Folder, "--no-build"))
        {
            run.WaitFor("step 5/");
            run.Kill();
            run.Wait();
        }

        var last = Checkpoints(dataset).OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal).Last();
        File.WriteAllBytes(Path.Combine(last, "training.safetensors"), File.ReadAllBytes(Path.Combine(last, "training.safetensors"))[..^1]);

        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build").ExitCode);
        Assert.Equal(TinyDataset.Tensors(Path.Combine(dataset.Folder, "undisturbed")), TinyDataset.Tensors(dataset.Adapter));
    }

    [Fact]
    public void It_goes_on_with_as_many_threads_as_it_began_with()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining(Settings);
        var (one, two) = (Threads("1"), Threads("2"));
        TrainProcess.Run(dataset.Folder, two, "--no-build", "--output", "two");
        TrainProcess.Run(dataset.Folder, one, "--no-build", "--output", "one");
        using (var run = TrainProcess.Start(dataset.Folder, "--no-build")) // with one
        {
            run.WaitFor("step 4/");
            run.Kill();
            run.Wait();
        }

        TrainProcess.Run(dataset.Folder, two, "--no-build");

        Assert.Equal(TinyDataset.Tensors(Path.Combine(dataset.Folder, "one")), TinyDataset.Tensors(dataset.Adapter));
        Assert.Equal((1, 2), ((int)Lineage(dataset.Adapter)["threads"]!, (int)Lineage(Path.Combine(dataset.Folder, "two"))["threads"]!));
        Assert.NotEqual((string?)Lineage(dataset.Adapter)["run"], (string?)Lineage(Path.Combine(dataset.Folder, "two"))["run"]);

        static Dictionary<string, string> Threads(string number) => new() { ["OMP_NUM_THREADS"] = number, ["MKL_NUM_THREADS"] = number };
    }

    [Fact]
    public void The_best_evaluation_is_remembered_over_an_interruption_and_gives_the_adapter()
    {
        using var dataset = new TinyDataset();
        File.WriteAllText(Path.Combine(dataset.Folder, "dataset.yaml"), "name: tiny\nresolution: 256\nsplits: {train: 0.5, test: 0.5}\n");
        dataset.Build();
        dataset.WriteTraining("num_train_epochs: 8", "learning_rate: 5.0e-2", "eval_steps: 1", "save_steps: 1", "load_best_model_at_end: true", "early_stop_interval: 4");
        using var whole = TrainProcess.Run(dataset.Folder, "--no-build", "--output", "undisturbed");
        Assert.Equal((0, ""), (whole.ExitCode, whole.Error));
        Assert.Contains("the adapter is that of step", whole.Output, StringComparison.Ordinal);
        using (var run = TrainProcess.Start(dataset.Folder, "--no-build"))
        {
            run.WaitFor("test after step 3 ");
            run.Kill();
            run.Wait();
        }

        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build").ExitCode);
        Assert.Equal(TinyDataset.Tensors(Path.Combine(dataset.Folder, "undisturbed")), TinyDataset.Tensors(dataset.Adapter));
        Assert.True(File.Exists(Path.Combine(dataset.Adapter, "eval.png")));
        Assert.Matches(@"\n\| test \| en \d+ \| base \| \d+\.\d{3} \|[^\n]*\n\| test \| en \d+ \| adapter \|", File.ReadAllText(Path.Combine(dataset.Adapter, "README.md")));
        Assert.Contains("eval_loss", File.ReadAllText(Path.Combine(dataset.Adapter, "metrics.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_forced_to_begin_anew_and_interrupted_goes_on_with_resume()
    {
        using var dataset = new TinyDataset();
        // More steps than are taken before Ctrl+C comes, also where the machine is busy.
        dataset.WriteTraining([.. Settings.Where(line => !line.StartsWith("num_train_epochs", StringComparison.Ordinal)), "num_train_epochs: 40"]);
        TrainProcess.Run(dataset.Folder, "--no-build");
        var before = TinyDataset.Tensors(dataset.Adapter);
        using (var run = TrainProcess.Start(dataset.Folder, "--no-build", "--fresh"))
        {
            run.WaitFor("step 3/");
            run.Interrupt();
            run.Wait();
            Assert.Matches(@"^stopped after step \d+ of 120; dotnet train --resume goes on from there, ", run.Error);
        }

        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build", "--verify").ExitCode);
        using var second = TrainProcess.Run(dataset.Folder, "--no-build", "--resume");
        Assert.Contains("going on after step", second.Output, StringComparison.Ordinal);
        Assert.Equal(before, TinyDataset.Tensors(dataset.Adapter));
    }

    [Fact]
    public void Other_kernels_have_checkpoints_of_their_own()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining(Settings);
        using (var run = TrainProcess.Start(dataset.Folder, "--no-build", "--reproducible"))
        {
            run.WaitFor("step 3/");
            run.Kill();
            run.Wait();
        }

        Assert.Matches("error DSP9041: ", TrainProcess.Run(dataset.Folder, "--no-build", "--resume").Error);
        Assert.Contains("going on after step", TrainProcess.Run(dataset.Folder, "--no-build", "--reproducible", "--resume").Output, StringComparison.Ordinal);
    }

    private static JsonNode Lineage(string adapter) => JsonNode.Parse(File.ReadAllText(Path.Combine(adapter, "lineage.json")))!;

    private static string[] Checkpoints(TinyDataset dataset) => Directory.Exists(Path.Combine(dataset.Folder, "obj", "train", "checkpoints"))
        ? Directory.GetDirectories(Path.Combine(dataset.Folder, "obj", "train", "checkpoints"), "checkpoint-*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".tmp", StringComparison.Ordinal)).ToArray()
        : [];

    private static List<double> Losses(string adapter) =>
        File.ReadLines(Path.Combine(adapter, "metrics.jsonl")).SkipLast(1).Select(line => (double)JsonNode.Parse(line)!["loss"]!).ToList();
}
