using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
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
        Assert.Equal("test after step 3  loss 3.5000  token accuracy 20.0 %", lines[3]);
        Assert.Matches(@"^step 6/6  loss 2\.0000  tokens/s [1-9]\d*  left 0s$", lines[4]);
        Assert.Matches(@"^bin/adapter: trained by ms-swift, 6 records, run [0-9a-f]{12}$", lines[5]);
        Assert.Contains($"run sh: {swift.Folder}/swift sft bin/ms-swift/args.yaml\n", File.ReadAllText(Path.Combine(_dataset.Folder, "bin", "ms-swift", "swift.log")), StringComparison.Ordinal);

        var files = _dataset.AdapterFiles();
        Assert.Equal(["README.md", "adapter_config.json", "adapter_model.safetensors", "eval.png", "lineage.json", "loss.png", "metrics.jsonl", "records.txt", "report.html"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(TinyDataset.Tensors(Path.Combine(Goldens.Own, "internvl", "lora", "initial")), TinyDataset.Tensors(_dataset.Adapter));
        var config = Json("adapter_config.json");
        Assert.Equal(["down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"], config["target_modules"]!.AsArray().Select(m => (string)m!));
        Assert.Equal(Path.GetRelativePath(_dataset.Folder, Path.Combine(Goldens.Own, "internvl", "model")), (string?)config["base_model_name_or_path"]);
        Assert.Equal([1, 3, 3, 6, 6], File.ReadLines(Path.Combine(_dataset.Adapter, "metrics.jsonl")).Select(line => int.Parse(((string)JsonNode.Parse(line)!["global_step/max_steps"]!)[..1])));
        Assert.Contains("mean loss 2.8750", File.ReadAllText(Path.Combine(_dataset.Adapter, "README.md")), StringComparison.Ordinal);

        var lineage = Json("lineage.json");
        Assert.Equal(("ms-swift", "4.6.0", 2), ((string?)lineage["engine"]!["name"], (string?)lineage["engine"]!["version"], (int)lineage["engine"]!["processes"]!));
        Assert.Equal("ms-swift", (string?)lineage["inputs"]!["trainer"]!["engine"]);
        Assert.Equal((null, null), (lineage["threads"], lineage["kernels"]));
        Assert.Equal((3, 3.5, false), ((int)lineage["result"]!["best"]!["step"]!, (double)lineage["result"]!["best"]!["eval_loss"]!, (bool)lineage["result"]!["best"]!["taken"]!));

        var page = File.ReadAllText(Path.Combine(_dataset.Adapter, "report.html"));
        Assert.Contains("by ms-swift 4.6.0 on 6 records in 6 steps", page, StringComparison.Ordinal);
        Assert.Contains("<b class=\"test\">test, dashed</b>", page, StringComparison.Ordinal);
        Assert.Contains("<tr><td><code>gradient_accumulation_steps</code></td><td>8</td></tr>", page, StringComparison.Ordinal); // as ms-swift has it
        Assert.Contains("No record is in the test split", page, StringComparison.Ordinal);
        Assert.All(files.Keys.Where(name => !name.EndsWith(".png", StringComparison.Ordinal)), name =>
        {
            var text = File.ReadAllText(Path.Combine(_dataset.Adapter, name));
            Assert.DoesNotContain("a-secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("/far/run", text, StringComparison.Ordinal);
            Assert.DoesNotContain("/somewhere", text, StringComparison.Ordinal);
        });

        using var second = Train(swift);
        Assert.Equal((0, lines[5].Replace("trained by ms-swift", "up to date", StringComparison.Ordinal) + "\n"), (second.ExitCode, second.Output));
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
    public void Where_it_ends_well_before_its_last_step_that_is_said()
    {
        using var swift = new StandIn(StandIn.Whole[..StandIn.Whole.IndexOf("step 6", StringComparison.Ordinal)] + StandIn.Checkpoint(3));
        using var run = Train(swift);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("\nms-swift ended well after step 3 of 6, by its own log: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_is_cut_off_is_told_where_it_lies_and_the_old_adapter_stays()
    {
        using (var swift = new StandIn(StandIn.Whole))
            Train(swift);
        var before = _dataset.AdapterFiles();
        using var cut = new StandIn(StandIn.Whole + "\ntruncate -s 2000 \"$run/checkpoint-6/adapter_model.safetensors\"\n");
        using var run = Train(cut, "--fresh");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"{Path.Combine(_dataset.Folder, "bin", "ms-swift", "run", "checkpoint-6", "adapter_model.safetensors")}(1,1): error DSP8004: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, _dataset.AdapterFiles());
    }

    [Fact]
    public void Evaluations_are_shown_between_steps_and_after_the_last_one_though_it_ends_at_once()
    {
        using var swift = new StandIn("""
            log() { printf '%s\n' "$1" >> "$run/logging.jsonl"; }
            log '{"loss": 4.5, "token_acc": 0.1, "epoch": 1.0, "global_step/max_steps": "1/2", "train_speed(s/it)": 0.5}'
            log '{"eval_loss": 9.5, "eval_token_acc": 0.1, "epoch": 1.0, "global_step/max_steps": "1/2", "train_speed(s/it)": 0.5}'
            log '{"loss": 4.0, "token_acc": 0.2, "epoch": 2.0, "global_step/max_steps": "2/2", "train_speed(s/it)": 0.5}'
            log '{"eval_loss": 9.1, "eval_token_acc": 0.2, "epoch": 2.0, "global_step/max_steps": "2/2", "train_speed(s/it)": 0.5}'
            """ + StandIn.Checkpoint(2));
        using var run = Train(swift);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var said = run.Output.Split('\n').Select(line => line.Split("  ")).Select(line => $"{line[0]} {line.ElementAtOrDefault(1)}");
        Assert.Equal(["step 1/2 loss 4.5000", "test after step 1 loss 9.5000", "step 2/2 loss 4.0000", "test after step 2 loss 9.1000"], said.Skip(1).Take(4));

        using var script = Train(swift, "--fresh", "--json");
        var events = script.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["begin", "step", "evaluation", "step", "evaluation"], events.Select(e => (string)e["event"]!));
        Assert.Equal(1, (int)events[0]["steps_per_epoch"]!);
        Assert.Equal((2, 9.1, 0.2), ((int)events[4]["step"]!, (double)events[4]["eval_loss"]!, (double)events[4]["eval_token_acc"]!));
        Assert.Equal(events.Where(e => (string)e["event"]! == "step").Sum(e => (long)e["tokens"]!), (long)Json("lineage.json")["result"]!["tokens"]!);
    }

    [Fact]
    public void Tokens_are_those_of_the_samples_as_our_own_training_counts_them_or_nobody_s()
    {
        using var ours = TrainProcess.Run(_dataset.Folder, "--no-build", "--reproducible");
        var tokens = (long)Json("lineage.json")["result"]!["tokens"]!;

        using var swift = new StandIn(StandIn.Whole);
        using var run = Train(swift, "--json");
        Assert.Equal(tokens, (long)Json("lineage.json")["result"]!["tokens"]!);
        Assert.Contains("\"steps_per_epoch\":3", run.Error, StringComparison.Ordinal);

        using var silent = new StandIn(StandIn.Whole.Replace("\\\"epoch\\\": $3, ", "", StringComparison.Ordinal).Replace("\"epoch\": 1.0, ", "", StringComparison.Ordinal).Replace("\"epoch\": 2.0, ", "", StringComparison.Ordinal));
        using var unknown = Train(silent, "--fresh");
        Assert.Equal(0, unknown.ExitCode);
        Assert.DoesNotContain("tokens/s", unknown.Output, StringComparison.Ordinal);
        Assert.False(Json("lineage.json")["result"]!.AsObject().ContainsKey("tokens"));
    }

    [Fact]
    public void The_log_names_the_engine_and_no_threads_that_nobody_knows()
    {
        using var swift = new StandIn(StandIn.Whole);
        Train(swift);
        using var log = TrainProcess.Run(_dataset.Folder, "log");
        Assert.EndsWith("  2.8750  ms-swift 4.6.0\n", log.Output, StringComparison.Ordinal);

        using var json = TrainProcess.Run(_dataset.Folder, "log", "--json");
        var run = JsonNode.Parse(json.Output)!["runs"]![0]!;
        Assert.Equal((null, null, "ms-swift", true), (run["threads"], run["kernels"], (string?)run["engine"]!["name"], (bool)run["kept"]!));
    }

    [Fact]
    public void The_best_checkpoint_is_named_where_it_is_the_one_that_was_taken()
    {
        File.AppendAllText(Path.Combine(_dataset.Folder, "train.yaml"), "load_best_model_at_end: true\n");
        using var swift = new StandIn(StandIn.Whole);
        Assert.Equal(0, Train(swift).ExitCode);

        Assert.Equal((3, true), ((int)Json("lineage.json")["result"]!["best"]!["step"]!, (bool)Json("lineage.json")["result"]!["best"]!["taken"]!));
        Assert.All(["README.md", "report.html"], file => Assert.Contains("it is as it was after step 3, whose evaluation was the best", File.ReadAllText(Path.Combine(_dataset.Adapter, file)), StringComparison.Ordinal));
    }

    [Fact]
    public void Its_adapter_cannot_be_verified_and_the_message_says_why()
    {
        using var swift = new StandIn(StandIn.Whole);
        Train(swift);
        using var run = TrainProcess.Run(_dataset.Folder, "--no-build", "--verify");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"{_dataset.Adapter}(1,1): error DSP9042: the adapter was made by ms-swift, which does not promise the same bits; only one that dotnet train itself has trained can be verified here\n", run.Error);
    }

    [Fact]
    public void The_test_split_is_asked_for_as_after_our_own_training()
    {
        Split();
        using var swift = new StandIn(StandIn.Whole);
        using var run = Train(swift);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("\nasking for the 2 records of the test split, without the adapter and with it\n", run.Output, StringComparison.Ordinal);
        var page = File.ReadAllText(Path.Combine(_dataset.Adapter, "report.html"));
        Assert.Equal(2, Regex.Count(page, "<dt lang=\"en\">after, ", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.Equal(2, Regex.Count(page, "<img src=\"data:image/webp;base64,", RegexOptions.None, TimeSpan.FromSeconds(5)));
        var card = File.ReadAllText(Path.Combine(_dataset.Adapter, "README.md"));
        using var evaluated = TrainProcess.Run(_dataset.Folder, "evaluate", "--split", "test", "--summary", "--json");
        var loss = (double)JsonNode.Parse(evaluated.Output)![1]!["loss"]!;
        Assert.Contains($"| test | en 2 | adapter | {loss.ToString("0.000", CultureInfo.InvariantCulture)} |", card, StringComparison.Ordinal);

        Assert.Contains("up to date", Train(swift).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_where_the_test_split_is_asked_for_in_another_form_than_ms_swift_s()
    {
        Split();
        File.AppendAllText(Path.Combine(_dataset.Folder, "train.yaml"), "system: You look at screens.\nmax_pixels: 100352\n");
        using var swift = new StandIn(StandIn.Whole);

        Assert.Contains("with it, and without max_pixels and system, which ms-swift alone knows: ", Train(swift).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_too_large_to_be_asked_here_leaves_the_answers_out_and_says_so()
    {
        Split();
        using var swift = new StandIn(StandIn.Whole);
        using var run = TrainProcess.Run(_dataset.Folder, new Dictionary<string, string>(swift.Environment) { ["DATASETPIPELINE_FREE_MEMORY_MIB"] = "100" }, "--no-build", "--engine", "ms-swift");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"\nthe test split was not asked for: the model needs about \d+ MiB of memory to be asked, and 100 MiB are free\n", run.Output);
        Assert.Contains("The test split was not asked for: the model needs about ", File.ReadAllText(Path.Combine(_dataset.Adapter, "report.html")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_dataset.Adapter, "eval.png")));
    }

    [Fact]
    public void An_adapter_that_our_models_cannot_open_is_kept_without_answers()
    {
        Split();
        using var swift = new StandIn(StandIn.Whole + "\nsed -i 's|\"bias\": \"none\"|\"bias\": \"all\"|' \"$run/checkpoint-6/adapter_config.json\"");
        using var run = Train(swift);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("\nthe test split was not asked for: ", run.Output, StringComparison.Ordinal);
        Assert.Equal("all", (string?)Json("adapter_config.json")["bias"]);
    }

    [Fact]
    public void Ctrl_C_while_it_is_asked_keeps_what_was_trained()
    {
        Split();
        using var swift = new StandIn(StandIn.Whole);
        using var run = TrainProcess.Start(_dataset.Folder, swift.Environment, "--no-build", "--engine", "ms-swift");
        run.WaitFor("asking for");
        run.Interrupt();
        run.Wait();

        Assert.Equal((130, "cancelled after the training: its adapter is in bin/adapter, and dotnet train evaluate asks for the records\n"), (run.ExitCode, run.Error));
        Assert.Contains("The test split was not asked for: the asking was cancelled.", File.ReadAllText(Path.Combine(_dataset.Adapter, "report.html")), StringComparison.Ordinal);
        Assert.Contains("up to date", Train(swift).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("torch_dtype: float32", "", @"\(1,1\): error DSP9007: at step 3 the loss is NaN; set learning_rate to less than 0\.0001, which it is where it is not given\n")]
    [InlineData("torch_dtype: float32", "learning_rate: 1.0e-2", @"\(4,16\): error DSP9007: at step 3 the loss is NaN; lower learning_rate\n")]
    [InlineData("torch_dtype: bfloat16", "learning_rate: 1.0e-2", @"\(4,16\): error DSP9007: at step 3 the loss is NaN; lower learning_rate, or set torch_dtype to float32\n")]
    public void A_loss_that_is_no_number_makes_no_adapter(string dtype, string rate, string message)
    {
        var train = Path.Combine(_dataset.Folder, "train.yaml");
        File.WriteAllText(train, File.ReadAllText(train).Replace("torch_dtype: float32", dtype, StringComparison.Ordinal) + rate + "\n");
        using var swift = new StandIn(StandIn.Whole.Replace("step 3 3.25", "step 3 NaN", StringComparison.Ordinal));
        using var run = Train(swift);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"train\.yaml{message}$", run.Error);
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

    private void Split()
    {
        File.WriteAllText(Path.Combine(_dataset.Folder, "dataset.yaml"), "name: tiny\nresolution: 256\nsplits: {train: 0.4, test: 0.6}\n");
        _dataset.Build();
    }

    private JsonNode Json(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(_dataset.Adapter, file)))!;
}
