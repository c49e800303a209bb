using System.Diagnostics;
using System.Text.Json.Nodes;
using DatasetPipeline.Models.Tests;
using DatasetPipeline.Train.Tests.Commands;

namespace DatasetPipeline.Train.Tests.Engines;

/// <summary><c>dotnet train --engine ms-swift</c> with a stand-in that writes what ms-swift would.</summary>
public sealed class SwiftRunTests : IDisposable
{
    private readonly TinyDataset _dataset = new(epochs: 1);

    public SwiftRunTests() => File.WriteAllLines(
        Path.Combine(_dataset.Folder, "train.yaml"),
        [$"model: {Path.GetRelativePath(_dataset.Folder, Path.Combine(Goldens.Own, "internvl", "model"))}", "num_train_epochs: 2", "torch_dtype: float32"]);

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void A_training_is_followed_and_its_adapter_is_as_ours_would_be_and_the_second_does_nothing()
    {
        using var swift = new StandIn(StandIn.Whole);
        using var first = Train(swift);

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        var lines = first.Output.Split('\n');
        Assert.Equal("training on 6 samples, 6 steps", lines[0]);
        Assert.Matches(@"^step 1/6  loss 4\.5000  tokens/s [1-9]\d*  left 2s$", lines[1]);
        Assert.Matches(@"^step 3/6  loss 3\.2500  tokens/s [1-9]\d*  left 2s$", lines[2]);
        Assert.Matches(@"^step 6/6  loss 2\.0000  tokens/s [1-9]\d*  left 0s$", lines[3]);
        Assert.Matches(@"^bin/adapter: trained by ms-swift, 6 records, run [0-9a-f]{12}$", lines[4]);
        Assert.Contains($"run sh: {swift.Folder}/swift sft bin/ms-swift/args.yaml\n", File.ReadAllText(Path.Combine(_dataset.Folder, "bin", "ms-swift", "swift.log")), StringComparison.Ordinal);

        var files = _dataset.AdapterFiles();
        Assert.Equal(["README.md", "adapter_config.json", "adapter_model.safetensors", "lineage.json", "loss.png", "metrics.jsonl", "records.txt"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(TinyDataset.Tensors(Path.Combine(Goldens.Own, "internvl", "lora", "initial")), TinyDataset.Tensors(_dataset.Adapter));
        var config = Json("adapter_config.json");
        Assert.Equal(["down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"], config["target_modules"]!.AsArray().Select(m => (string)m!));
        Assert.Equal(Path.GetRelativePath(_dataset.Folder, Path.Combine(Goldens.Own, "internvl", "model")), (string?)config["base_model_name_or_path"]);
        Assert.Equal([1, 3, 3, 6, 6], File.ReadLines(Path.Combine(_dataset.Adapter, "metrics.jsonl")).Select(line => int.Parse(((string)JsonNode.Parse(line)!["global_step/max_steps"]!)[..1])));
        Assert.Contains("mean loss 2.8750", File.ReadAllText(Path.Combine(_dataset.Adapter, "README.md")), StringComparison.Ordinal);

        var lineage = Json("lineage.json");
        Assert.Equal(("ms-swift", "4.6.0", 2), ((string?)lineage["engine"]!["name"], (string?)lineage["engine"]!["version"], (int)lineage["engine"]!["processes"]!));
        Assert.Equal("ms-swift", (string?)lineage["inputs"]!["trainer"]!["engine"]);
        Assert.All(files.Keys.Where(name => !name.EndsWith(".png", StringComparison.Ordinal)), name =>
        {
            var text = File.ReadAllText(Path.Combine(_dataset.Adapter, name));
            Assert.DoesNotContain("a-secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("/far/run", text, StringComparison.Ordinal);
            Assert.DoesNotContain("/somewhere", text, StringComparison.Ordinal);
        });

        using var second = Train(swift);
        Assert.Equal((0, lines[4].Replace("trained by ms-swift", "up to date", StringComparison.Ordinal) + "\n"), (second.ExitCode, second.Output));
        Assert.Equal(files, _dataset.AdapterFiles());

        using var answer = TrainProcess.Run(_dataset.Folder, "ask", _dataset.Picture, "--max-new-tokens", "4");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
    }

    [Fact]
    public void An_adapter_of_ours_is_not_taken_for_one_of_ms_swift_s()
    {
        using var swift = new StandIn(StandIn.Whole);
        using var ours = TrainProcess.Run(_dataset.Folder, "--no-build");
        Assert.Contains("trained", ours.Output, StringComparison.Ordinal);

        Assert.Contains("trained by ms-swift", Train(swift).Output, StringComparison.Ordinal);
        Assert.Contains("up to date", Train(swift).Output, StringComparison.Ordinal);

        // What ms-swift alone makes use of makes another run of it.
        File.AppendAllText(Path.Combine(_dataset.Folder, "train.yaml"), "deepspeed: zero2\n");
        Assert.Contains("trained by ms-swift", Train(swift).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_reads_JSON_and_the_adapter_goes_where_output_says()
    {
        using var swift = new StandIn(StandIn.Whole);
        using var run = Train(swift, "--json", "--output", "elsewhere");

        var json = JsonNode.Parse(run.Output)!;
        Assert.Equal((true, 6, "ms-swift", Path.Combine(_dataset.Folder, "elsewhere")), ((bool)json["trained"]!, (int)json["records"]!, (string?)json["engine"], (string?)json["adapter"]));
        Assert.Contains("\"event\":\"step\",\"step\":6", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_dataset.Adapter));
    }

    [Theory]
    [InlineData("echo 'Traceback (most recent call last):'; echo \"ValueError: remaining_argv: ['--foo']\"; exit 1", "ms-swift ended with 1: ValueError: remaining_argv: ")]
    [InlineData("exit 4", "ms-swift ended with 4")]
    [InlineData("true", "wrote no step into bin/ms-swift/run/logging.jsonl")]
    [InlineData("echo '{\"loss\": 1.0, \"epoch\": 1.0, \"global_step/max_steps\": \"1/1\"}' > \"$run/logging.jsonl\"; mkdir \"$run/checkpoint-1\"", "left no adapter in bin/ms-swift/run")]
    public void Its_failure_is_one_line_that_names_its_log_and_the_old_adapter_stays(string script, string message)
    {
        using (var swift = new StandIn(StandIn.Whole))
            Train(swift);
        var before = _dataset.AdapterFiles();
        using var broken = new StandIn(script);
        using var run = Train(broken, "--fresh");

        Assert.Equal(1, run.ExitCode);
        var line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"{Path.Combine(_dataset.Folder, "bin", "ms-swift", "swift.log")}(1,1): error DSP9020: ", line, StringComparison.Ordinal);
        Assert.Contains(message, line, StringComparison.Ordinal);
        Assert.DoesNotContain('[', line);
        Assert.Equal(before, _dataset.AdapterFiles());
        Assert.Equal(["adapter", "dataset", "ms-swift"], Directory.GetDirectories(Path.Combine(_dataset.Folder, "bin")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_loss_that_is_no_number_makes_no_adapter()
    {
        using var swift = new StandIn(StandIn.Whole.Replace("step 3 3.25", "step 3 NaN", StringComparison.Ordinal));
        using var run = Train(swift);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"train\.yaml\(1,1\): error DSP9007: at step 3 the loss is NaN; [^\n]*\n$", run.Error);
        Assert.False(Directory.Exists(_dataset.Adapter));
    }

    [Fact]
    public void Without_ms_swift_one_line_says_what_was_written_and_how_to_start_it()
    {
        // The Swift language's compiler has the same name.
        using var compiler = new StandIn("true");
        File.Copy("/bin/true", Path.Combine(compiler.Folder, "swift"), overwrite: true);
        using var run = Train(compiler);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal($"{Path.Combine(_dataset.Folder, "bin", "ms-swift", "run.sh")}(1,1): error DSP9021: there is no ms-swift on PATH, so nothing was trained; where it is installed, this file starts the training: sh bin/ms-swift/run.sh\n", run.Error);
        Assert.True(File.Exists(Path.Combine(_dataset.Folder, "bin", "ms-swift", "args.yaml")));
    }

    [Theory]
    [InlineData("env --default-signal=INT", true)]
    [InlineData("", false)] // a shell starts what it runs in the background with Ctrl+C ignored
    public void Ctrl_C_comes_to_ms_swift_s_workers_and_nothing_of_it_stays(string start, bool hears)
    {
        using var swift = new StandIn($$"""
            trap 'echo interrupted > "$run/interrupted"; exit 130' INT
            echo '{"loss": 1.0, "epoch": 1.0, "global_step/max_steps": "1/9", "train_speed(s/it)": 1.0}' > "$run/logging.jsonl"
            {{start}} sh -c 'trap "echo worker >> $0/worker; exit 130" INT; while :; do sleep 0.1; done' "$run" &
            echo $! > "$run/pid"
            wait; wait
            """);
        using var run = TrainProcess.Start(_dataset.Folder, swift.Environment, "--no-build", "--engine", "ms-swift");
        run.WaitFor("step 1/9");
        var worker = Path.Combine(_dataset.Folder, "bin", "ms-swift", "run");
        while (!File.Exists(Path.Combine(worker, "pid")))
            Thread.Sleep(10);
        run.Interrupt();
        run.Wait();

        Assert.Equal((130, "cancelled; what was there before is as it was\n"), (run.ExitCode, run.Error));
        Assert.Equal(hears, File.Exists(Path.Combine(worker, "worker")));
        var stat = $"/proc/{File.ReadAllText(Path.Combine(worker, "pid")).Trim()}/stat";
        Assert.True(!File.Exists(stat) || File.ReadAllText(stat).Contains(") Z ", StringComparison.Ordinal), "the worker goes on");
        Assert.False(Directory.Exists(_dataset.Adapter));
    }

    [Fact]
    public void A_training_that_goes_on_after_we_were_killed_keeps_another_from_beginning()
    {
        using var swift = new StandIn("""
            echo '{"loss": 1.0, "epoch": 1.0, "global_step/max_steps": "1/9", "train_speed(s/it)": 1.0}' > "$run/logging.jsonl"
            echo $$ > "$run/pid"
            exec sleep 60
            """);
        using var run = TrainProcess.Start(_dataset.Folder, swift.Environment, "--no-build", "--engine", "ms-swift");
        run.WaitFor("step 1/9");
        run.Kill();
        run.Wait();
        using var another = Train(swift);
        var pid = File.ReadAllText(Path.Combine(_dataset.Folder, "bin", "ms-swift", "run", "pid")).Trim();
        Process.GetProcessById(int.Parse(pid)).Kill();

        Assert.Equal(1, another.ExitCode);
        Assert.Matches(@"bin/ms-swift/lock\(1,1\): error DSP9020: a training with ms-swift is still running here[^\n]*\n$", another.Error);
    }

    private TrainProcess Train(StandIn swift, params string[] arguments) => TrainProcess.Run(_dataset.Folder, swift.Environment, ["--no-build", "--engine", "ms-swift", .. arguments]);

    private JsonNode Json(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(_dataset.Adapter, file)))!;
}
