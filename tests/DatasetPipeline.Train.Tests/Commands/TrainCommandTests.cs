using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DatasetPipeline.Train.Tests.Commands;

public sealed class TrainCommandTests
{
    [Fact]
    public void A_training_writes_what_PEFT_and_people_read_and_the_second_does_nothing()
    {
        using var dataset = new TinyDataset();
        using var first = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal(6, Regex.Count(first.Output, @"^step \d/6  loss \d+\.\d{4}  tokens/s \d+  left \d+s$", RegexOptions.Multiline));
        var files = dataset.AdapterFiles();
        Assert.Equal(["README.md", "adapter_config.json", "adapter_model.safetensors", "lineage.json", "loss.png", "metrics.jsonl", "records.txt", "report.html"], files.Keys.Order(StringComparer.Ordinal));
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(dataset.Adapter, "adapter_config.json")))!;
        Assert.Equal(["down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"], config["target_modules"]!.AsArray().Select(m => (string)m!));
        Assert.Equal(Path.GetRelativePath(dataset.Folder, TinyDataset.Model), (string?)config["base_model_name_or_path"]);
        Assert.Equal("PNG"u8, File.ReadAllBytes(Path.Combine(dataset.Adapter, "loss.png")).AsSpan(1, 3));

        using var second = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal(0, second.ExitCode);
        Assert.Contains("up to date", second.Output, StringComparison.Ordinal);
        Assert.Equal(files, dataset.AdapterFiles());
    }

    [Fact]
    public void Metrics_have_the_keys_of_ms_swift()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("num_train_epochs: 4", "logging_steps: 5");
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        var lines = File.ReadAllLines(Path.Combine(dataset.Adapter, "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        string[] always = ["epoch", "global_step/max_steps", "percentage", "elapsed_time", "remaining_time", "memory(GiB)", "train_speed(s/it)"];
        Assert.Equal(["1/12", "5/12", "10/12", "12/12"], lines.Select(line => line.GetProperty("global_step/max_steps").GetString()));
        foreach (var line in lines.SkipLast(1))
            Assert.Equal(["loss", "token_acc", "grad_norm", "learning_rate", .. always], line.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["train_runtime", "train_samples_per_second", "train_steps_per_second", "train_loss", .. always],
            lines[^1].EnumerateObject().Select(p => p.Name));
        Assert.True(lines[^2].GetProperty("loss").GetDouble() < lines[0].GetProperty("loss").GetDouble());
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        using var dataset = new TinyDataset();
        foreach (var folder in (string[])["a", "b"])
            Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build", "--output", folder).ExitCode);
        dataset.WriteTraining("num_train_epochs: 2", "seed: 43");
        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build", "--output", "c").ExitCode);

        var (a, b, c) = (Tensors("a"), Tensors("b"), Tensors("c"));
        Assert.Equal(a, b);
        Assert.NotEqual(a, c);

        byte[] Tensors(string folder) => TinyDataset.Tensors(Path.Combine(dataset.Folder, folder));
    }

    [Fact]
    public void A_caption_or_a_setting_that_changes_trains_again_and_a_comment_does_not()
    {
        using var dataset = new TinyDataset();
        TrainProcess.Run(dataset.Folder, "--no-build");
        var first = TinyDataset.Tensors(dataset.Adapter);

        File.AppendAllText(Path.Combine(dataset.Folder, "train.yaml"), "# tried on Monday\n");
        Assert.Contains("up to date", TrainProcess.Run(dataset.Folder, "--no-build").Output, StringComparison.Ordinal);

        dataset.Caption("ui_20x20", "Another sentence stands here.");
        dataset.Build();
        Assert.Contains("trained by an increment", TrainProcess.Run(dataset.Folder, "--no-build").Output, StringComparison.Ordinal);
        var second = TinyDataset.Tensors(dataset.Adapter);
        Assert.NotEqual(first, second);

        dataset.WriteTraining("num_train_epochs: 2", "lora_alpha: 8");
        Assert.Contains("trained", TrainProcess.Run(dataset.Folder, "--no-build").Output, StringComparison.Ordinal);
        Assert.NotEqual(second, TinyDataset.Tensors(dataset.Adapter));
    }

    [Fact]
    public void An_adapter_that_was_harmed_is_made_again()
    {
        using var dataset = new TinyDataset(epochs: 1);
        TrainProcess.Run(dataset.Folder, "--no-build");
        var whole = TinyDataset.Tensors(dataset.Adapter);
        File.WriteAllBytes(Path.Combine(dataset.Adapter, "adapter_model.safetensors"), whole[..^1]);

        Assert.Contains("trained", TrainProcess.Run(dataset.Folder, "--no-build").Output, StringComparison.Ordinal);
        Assert.Equal(whole, TinyDataset.Tensors(dataset.Adapter));
    }

    [Fact]
    public void An_adapter_of_another_machine_s_kernels_is_not_taken_for_a_reproducible_one()
    {
        using var dataset = new TinyDataset(epochs: 1);
        TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Contains("trained", TrainProcess.Run(dataset.Folder, "--no-build", "--reproducible").Output, StringComparison.Ordinal);
        Assert.Contains("up to date", TrainProcess.Run(dataset.Folder, "--no-build", "--reproducible").Output, StringComparison.Ordinal);
        Assert.Contains("up to date", TrainProcess.Run(dataset.Folder, "--no-build").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_C_ends_it_whole()
    {
        using var dataset = new TinyDataset(epochs: 1);
        TrainProcess.Run(dataset.Folder, "--no-build");
        var before = dataset.AdapterFiles();

        dataset.WriteTraining("num_train_epochs: 10000");
        using var run = TrainProcess.Start(dataset.Folder, "--no-build");
        run.WaitFor("step 3/");
        run.Interrupt();
        run.Wait();

        Assert.Equal(130, run.ExitCode);
        Assert.Matches(@"^stopped after step \d+ of 30000; the same command goes on from there, and the adapter is as it was before\n$", run.Error);
        Assert.Equal(before, dataset.AdapterFiles());
        Assert.Equal(["adapter", "dataset"], Directory.GetDirectories(Path.Combine(dataset.Folder, "bin")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void After_kill_9_the_next_run_ends_where_an_undisturbed_one_would()
    {
        using var dataset = new TinyDataset(epochs: 4);
        TrainProcess.Run(dataset.Folder, "--no-build", "--output", "undisturbed");

        using var run = TrainProcess.Start(dataset.Folder, "--no-build");
        run.WaitFor("step 3/");
        run.Kill();
        run.Wait();
        Assert.False(Directory.Exists(dataset.Adapter));

        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build").ExitCode);
        Assert.Equal(TinyDataset.Tensors(Path.Combine(dataset.Folder, "undisturbed")), TinyDataset.Tensors(dataset.Adapter));
        Assert.Equal(["adapter", "dataset"], Directory.GetDirectories(Path.Combine(dataset.Folder, "bin")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_new_adapter_that_was_whole_when_the_run_was_killed_takes_its_place()
    {
        using var dataset = new TinyDataset(epochs: 1);
        TrainProcess.Run(dataset.Folder, "--no-build");
        var before = dataset.AdapterFiles();
        Directory.Move(dataset.Adapter, dataset.Adapter + ".next");

        Assert.Contains("up to date", TrainProcess.Run(dataset.Folder, "--no-build").Output, StringComparison.Ordinal);
        Assert.Equal(before, dataset.AdapterFiles());
    }

    [Fact]
    public void ENV_of_train_yaml_reaches_the_native_libraries()
    {
        using var dataset = new TinyDataset(epochs: 1);
        dataset.WriteTraining("num_train_epochs: 1", "ENV: {OMP_NUM_THREADS: nonsense}");

        // libgomp itself reads the variable, when it is loaded, and says that it cannot.
        Assert.Contains("OMP_NUM_THREADS", TrainProcess.Run(dataset.Folder, "--no-build").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_in_train_yaml_is_shown_with_its_place()
    {
        using var dataset = new TinyDataset();
        var path = Path.Combine(dataset.Folder, "train.yaml");
        File.WriteAllText(path, "model: nowhere\nlora_rnak: 4\nlora_alpha: much\ntuner_type: qlora\n");
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches($@"(?m)^{Regex.Escape(path)}\(2,1\): error DSP1001: .*lora_rank", run.Error);
        Assert.Matches($@"(?m)^{Regex.Escape(path)}\(3,13\): error DSP1003: .*lora_alpha", run.Error);
        Assert.Matches($@"(?m)^{Regex.Escape(path)}\(4,13\): error DSP1004: .*qlora", run.Error);
        Assert.Equal(3, run.Error.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("model: SECRET\nlora_rank: 4\n", "DSP8001|DSP8002|DSP8003")]
    [InlineData("model: nowhere\ntuner_type: SECRET\n", "DSP1004")]
    [InlineData("model: nowhere\nSECRET: 4\n", "DSP1001")]
    [InlineData("model: nowhere\nlora_alpha: SECRET\n", "DSP1003")]
    public void A_secret_in_train_yaml_is_masked_where_a_line_quotes_it(string training, string code)
    {
        // Put together here, so that no scanner takes them for real ones.
        string[] secrets = ["AKIA" + "IOSFODNN7EXAMPLE", "qiaowei.zhanglu@mail-host.de"];
        using var dataset = new TinyDataset();
        foreach (var secret in secrets)
        {
            File.WriteAllText(Path.Combine(dataset.Folder, "train.yaml"), training.Replace("SECRET", secret, StringComparison.Ordinal));
            using var run = TrainProcess.Run(dataset.Folder, "--no-build");

            Assert.Equal((1, ""), (run.ExitCode, run.Output));
            Assert.Matches($@"train\.yaml\(\d,\d+\): error ({code}): [^\n]*…", run.Error);
            Assert.DoesNotContain(secret[5..13], run.Error, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("quant_bits: 4", "DSP9005")]
    [InlineData("quant_method: bnb", "DSP9005")]
    [InlineData("freeze_llm: true", "DSP9005")]
    [InlineData("target_modules: [q_proj, wizard]", "DSP1004")]
    [InlineData("learning_rate: 1.0e+30", "DSP1004")]
    public void A_setting_that_cannot_be_done_is_one_line(string setting, string code)
    {
        using var dataset = new TinyDataset(epochs: 1);
        File.WriteAllLines(Path.Combine(dataset.Folder, "train.yaml"), [$"model: {Path.GetRelativePath(dataset.Folder, TinyDataset.Model)}", setting]);
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"^{Regex.Escape(dataset.Folder)}/train\.yaml\(2,\d+\): error ({code}): [^\n]*\n$", run.Error);
        Assert.False(Directory.Exists(dataset.Adapter));
    }

    [Fact]
    public void A_missing_model_dataset_or_split_is_one_line()
    {
        using var dataset = new TinyDataset();
        File.WriteAllText(Path.Combine(dataset.Folder, "bin", "dataset", "train.jsonl"), "");
        Assert.Matches(@"error DSP9004: [^\n]*\n$", TrainProcess.Run(dataset.Folder, "--no-build").Error);
        File.WriteAllText(Path.Combine(dataset.Folder, "bin", "dataset", "train.jsonl"), "{\"id\"\n{}\n");
        Assert.Equal(2, Regex.Count(TrainProcess.Run(dataset.Folder, "--no-build").Error, @"train\.jsonl\([12],1\): error DSP9003: "));
        Directory.Delete(Path.Combine(dataset.Folder, "bin", "dataset"), recursive: true);
        Assert.Matches(@"error DSP9003: [^\n]*\n$", TrainProcess.Run(dataset.Folder, "--no-build").Error);
        Assert.Matches(@"error DSP9002: [^\n]*\n$", TrainProcess.Run(Path.GetTempPath(), "--no-build").Error);
        Assert.Matches(@"/evalaute\(1,1\): error DSP9002: ""evalaute"" is neither a command nor a dataset; did you mean ""evaluate""\?; commands are ask, [^\n]*\n$", TrainProcess.Run(dataset.Folder, "evalaute").Error);
        Assert.Matches(@"error DSP9002: there is no dataset at [^\n]*\n$", TrainProcess.Run(dataset.Folder, "bin").Error);
    }

    [Fact]
    public void An_evaluation_of_a_split_without_records_says_so()
    {
        using var dataset = new TinyDataset(epochs: 1);
        TrainProcess.Run(dataset.Folder, "--no-build");
        foreach (var arguments in (string[][])[[], ["--json"], ["--json", "--summary"]])
        {
            using var run = TrainProcess.Run(dataset.Folder, ["evaluate", "--split", "test", .. arguments]);
            Assert.Equal((1, ""), (run.ExitCode, run.Output));
            Assert.Matches(@"\A[^\n]*/test\.jsonl\(1,1\): error DSP9004: no record is in the test split, [^\n]* give test a larger share under splits in dataset\.yaml, and build the dataset\n\z", run.Error);
        }

        using var both = TrainProcess.Run(dataset.Folder, "evaluate", "--json", "--summary");
        Assert.Equal(["train", "train"], JsonNode.Parse(both.Output)!.AsArray().Select(scores => (string?)scores!["split"]).Order());
        File.WriteAllText(Path.Combine(dataset.Folder, "bin", "dataset", "train.jsonl"), "");
        Assert.Matches(@"\A[^\n]*error DSP9004: no record is in the train split or the test split, [^\n]*\n\z", TrainProcess.Run(dataset.Folder, "evaluate").Error);
    }

    [Fact]
    public void A_model_that_is_an_adapter_is_told_by_every_command()
    {
        using var dataset = new TinyDataset();
        var tuned = Directory.CreateDirectory(Path.Combine(dataset.Folder, "tuned")).FullName;
        File.WriteAllText(Path.Combine(tuned, "adapter_config.json"), """{"base_model_name_or_path": "Qwen/Qwen3-VL-2B-Instruct"}""");
        File.WriteAllText(Path.Combine(dataset.Folder, "train.yaml"), "lora_rank: 4\nmodel: tuned\n");
        const string Problem = @"adapter_config\.json and no config\.json are there, so this is a LoRA adapter and no model; name the folder of its base model, which is ""Qwen/Qwen3-VL-2B-Instruct"", or merge [^\n]*\n$";

        foreach (var arguments in (string[][])[["--no-build"], ["--no-build", "--dry-run"], ["--no-build", "--verify"]])
            Assert.Matches($@"^[^\n]*/train\.yaml\(2,8\): error DSP8001: in ""tuned"" {Problem}", TrainProcess.Run(dataset.Folder, arguments).Error);
        foreach (var arguments in (string[][])[["inspect", "tuned"], ["ask", dataset.Picture, "--base"]])
            Assert.Matches($@"^[^\n]*/tuned\(1,1\): error DSP8001: {Problem}", TrainProcess.Run(dataset.Folder, arguments).Error);

        File.WriteAllText(Path.Combine(tuned, "adapter_config.json"), "half {");
        Assert.Matches(@"name the folder of its base model, or merge [^\n]*\n$", TrainProcess.Run(dataset.Folder, "--no-build").Error);
    }

    [Fact]
    public void The_model_is_not_what_the_training_itself_writes()
    {
        using var dataset = new TinyDataset(epochs: 1);
        dataset.WriteTraining("num_train_epochs: 1", "tuner_type: full");
        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build").ExitCode);
        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build", "--output", "mine").ExitCode);
        var files = dataset.AdapterFiles();

        foreach (var (model, arguments) in ((string, string[])[])[("bin/adapter", []), ("./bin/../bin/adapter/", ["--fresh"]), ("bin/adapter", ["--dry-run"]), ("mine", ["--output", "mine"])])
        {
            File.WriteAllText(Path.Combine(dataset.Folder, "train.yaml"), $"tuner_type: full\ntorch_dtype: float32\nmodel:   {model}\n");
            using var run = TrainProcess.Run(dataset.Folder, ["--no-build", .. arguments]);
            Assert.Equal((1, ""), (run.ExitCode, run.Output));
            Assert.Matches(@"^[^\n]*/train\.yaml\(3,10\): error DSP9005: the training writes into this very folder, [^\n]*; copy it elsewhere and name the copy\n$", run.Error);
        }

        Assert.Equal(files, dataset.AdapterFiles());
        // What another training has made is a model like any other.
        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").ExitCode);
    }

    [Fact]
    public void A_script_reads_JSON()
    {
        using var dataset = new TinyDataset(epochs: 1);
        using var run = TrainProcess.Run(dataset.Folder, "--no-build", "--json");

        var result = JsonNode.Parse(run.Output)!;
        Assert.Equal((true, 6, dataset.Adapter), ((bool)result["trained"]!, (int)result["records"]!, (string?)result["adapter"]));
        Assert.Equal(["note", "begin", "step", "step", "step"], Events(run).Select(found => (string?)found["event"]));
    }

    [Fact]
    public void What_goes_wrong_is_an_event_for_a_script_too()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("num_train_epochs: 2", "vit_lr: 1.0e-5", "lora_rank: none", "lora_dropout: none");
        using var plain = TrainProcess.Run(dataset.Folder, "--no-build");
        using var run = TrainProcess.Run(dataset.Folder, "--no-build", "--json");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        var events = Events(run);
        Assert.Equal(2, events.Count);
        Assert.All(events, found => Assert.Equal(("error", "DSP1003", Path.Combine(dataset.Folder, "train.yaml")), ((string?)found["event"], (string?)found["code"], (string?)found["file"])));
        Assert.Equal(
            plain.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            events.Select(found => $"{found["file"]}({found["line"]},{found["column"]}): error {found["code"]}: {found["message"]}"));

        dataset.WriteTraining("num_train_epochs: 2", "vit_lr: 1.0e-5");
        using var warned = TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run", "--json");
        Assert.Equal([("warning", "DSP9017")], Events(warned).Select(found => ((string?)found["event"], (string?)found["code"])));
        using var ours = TrainProcess.Run(dataset.Folder, new Dictionary<string, string> { ["TMPDIR"] = Path.Combine(dataset.Folder, "none") }, "--no-build", "--verify", "--json");
        Assert.Equal(("error", "DSP9042"), ((string?)Events(ours)[^1]["event"], (string?)Events(ours)[^1]["code"]));
    }

    [Fact]
    public void Where_a_training_stands_that_Ctrl_C_ended_is_an_event_for_a_script()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("num_train_epochs: 40");
        using var run = TrainProcess.Start(dataset.Folder, "--no-build", "--json");
        run.WaitForError("\"step\":3,");
        run.Interrupt();
        run.Wait();

        Assert.Equal((130, ""), (run.ExitCode, run.Output));
        var stopped = Events(run)[^1];
        Assert.Equal(("stopped", (int)Events(run)[^2]["step"]!), ((string?)stopped["event"], (int)stopped["step"]!));
        Assert.StartsWith($"stopped after step {stopped["step"]} of 120; ", (string?)stopped["text"], StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_beside_bfloat16_weights_learns_too()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("num_train_epochs: 6", "torch_dtype: bfloat16", "logging_steps: 1");
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var losses = File.ReadLines(Path.Combine(dataset.Adapter, "metrics.jsonl")).SkipLast(1).Select(line => (double)JsonNode.Parse(line)!["loss"]!).ToList();
        Assert.True(losses[^1] < losses[0] * 0.8, string.Join(" ", losses));
    }

    [Fact]
    public void Too_little_memory_is_foreseen_with_what_would_help()
    {
        using var dataset = new TinyDataset(epochs: 1);
        var little = new Dictionary<string, string> { ["DATASETPIPELINE_FREE_MEMORY_MIB"] = "1" };
        using var run = TrainProcess.Run(dataset.Folder, little, "--no-build");
        using var foreseen = TrainProcess.Run(dataset.Folder, little, "--no-build", "--dry-run");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal((1, run.Error), (foreseen.ExitCode, foreseen.Error));
        Assert.Matches(@"^[^\n]*train\.yaml\(\d+,\d+\): error DSP9044: the largest batch has [\d,]+ tokens and needs about \d+ MiB beside the model, and 1 MiB are free: set gradient_checkpointing to true \(\d+ MiB\), or set per_device_train_batch_size to 1 and gradient_accumulation_steps to 2 [^\n]*\n$", run.Error);
        Assert.False(Directory.Exists(dataset.Adapter));
    }

    private static List<JsonNode> Events(TrainProcess run) => [.. run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}
