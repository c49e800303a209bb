using System.Text.Json.Nodes;
using DatasetPipeline.Models.Checkpoints;
using TorchSharp;

namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>freeze_vit: false and freeze_aligner: false: an adapter that learns in what sees the pictures.</summary>
public sealed class TowerTrainingTests
{
    private const string Tower = ".visual.blocks.";
    private const string Aligner = "merger";
    private const string Language = ".language_model.";

    [Theory]
    [InlineData("freeze_vit: false", Language, Tower)]
    [InlineData("freeze_aligner: false", Language, Aligner)]
    [InlineData("{freeze_vit: false, freeze_aligner: false, use_dora: true, lora_dropout: 0.1}", Language, Tower, Aligner)]
    [InlineData("{freeze_vit: false, freeze_aligner: false, freeze_llm: true, use_rslora: true, lorap_lr_ratio: 2}", Tower, Aligner)]
    [InlineData("{freeze_vit: false, freeze_aligner: false, quant_method: bnb, quant_bits: 4, torch_dtype: bfloat16, gradient_checkpointing: true}", Language, Tower, Aligner)]
    [InlineData("{freeze_vit: false, target_regex: '.*\\.(q_proj|qkv)'}", Language, Tower)]
    public void Each_part_that_is_not_frozen_learns_and_the_adapter_is_asked_and_is_up_to_date_afterwards(string setting, params string[] parts)
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining(["num_train_epochs: 6", "logging_steps: 1", .. setting.Trim('{', '}').Split(", ")]);
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("each of them is looked at again at every step", run.Output, StringComparison.Ordinal);
        var losses = File.ReadLines(Path.Combine(dataset.Adapter, "metrics.jsonl")).SkipLast(1).Select(line => (double)JsonNode.Parse(line)!["loss"]!).ToList();
        Assert.True(losses[^1] < losses[0] * 0.95, string.Join(" ", losses));
        using (var tensors = SafetensorsFile.Open(Path.Combine(dataset.Adapter, "adapter_model.safetensors")))
        {
            Assert.All(parts, part => Assert.Contains(tensors.Entries.Keys, key => key.Contains(part, StringComparison.Ordinal)));
            Assert.All(tensors.Entries.Keys, key => Assert.Contains(parts, part => key.Contains(part, StringComparison.Ordinal)));
            // What begins at zero has become something else everywhere.
            Assert.All(tensors.Entries.Keys.Where(key => key.Contains("lora_B", StringComparison.Ordinal)), key => Assert.True(tensors.Read(key).ne(0).any().item<bool>(), key));
        }

        Assert.Null(JsonNode.Parse(File.ReadAllText(Path.Combine(dataset.Adapter, "adapter_config.json")))!["exclude_modules"]);
        Assert.False(Directory.Exists(Path.Combine(dataset.Folder, "obj", "train", "seen")));

        using var answer = TrainProcess.Run(dataset.Folder, "ask", dataset.Picture, "--max-new-tokens", "4");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        var files = dataset.AdapterFiles();
        Assert.Contains("up to date", TrainProcess.Run(dataset.Folder, "--no-build").Output, StringComparison.Ordinal);
        Assert.Equal(files, dataset.AdapterFiles());
    }

    [Fact]
    public void Of_a_frozen_tower_the_pictures_are_counted_that_earlier_runs_had_seen_and_none_that_this_one_saw()
    {
        using var dataset = new TinyDataset();
        File.WriteAllText(Path.Combine(dataset.Folder, "dataset.yaml"), "name: tiny\nresolution: 256\nsplits: {train: 0.5, test: 0.5}\n");
        dataset.Build();
        // Each evaluation asks for the test split's pictures again.
        string[] settings = ["num_train_epochs: 3", "eval_strategy: epoch", "seed: 1"];
        dataset.WriteTraining(settings);
        Assert.DoesNotContain("was known", TrainProcess.Run(dataset.Folder, "--no-build").Output, StringComparison.Ordinal);

        File.Delete(Directory.GetFiles(Path.Combine(dataset.Folder, "obj", "train", "seen"), "*.seen").Order(StringComparer.Ordinal).First());
        dataset.WriteTraining([.. settings, "lora_alpha: 8"]);
        Assert.Contains("\nwhat the tower sees in 5 pictures was known from earlier runs\n", TrainProcess.Run(dataset.Folder, "--no-build").Output, StringComparison.Ordinal);
        dataset.WriteTraining([.. settings, "lora_alpha: 16"]);
        Assert.Contains("\nwhat the tower sees in 6 pictures was known from earlier runs\n", TrainProcess.Run(dataset.Folder, "--no-build").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tower_and_aligner_learn_at_rates_of_their_own()
    {
        using var dataset = new TinyDataset();
        string[] settings = ["num_train_epochs: 2", "freeze_vit: false", "freeze_aligner: false"];
        dataset.WriteTraining([.. settings, "vit_lr: 1.0e-12", "aligner_lr: 2.0e-2"]);
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"\n\| freeze_vit \| false \|\n\| freeze_aligner \| false \|\n\| learning_rate \| 0\.01 \|\n\| vit_lr \| 1E-12 \|\n\| aligner_lr \| 0\.02 \|\n", File.ReadAllText(Path.Combine(dataset.Adapter, "README.md")));
        var inputs = JsonNode.Parse(File.ReadAllText(Path.Combine(dataset.Adapter, "lineage.json")))!["inputs"]!["settings"]!;
        Assert.Equal(
            [("freeze_vit", "false"), ("freeze_aligner", "false"), ("vit_lr", "1E-12"), ("aligner_lr", "0.02")],
            inputs.AsObject().Where(pair => pair.Key.StartsWith("freeze_", StringComparison.Ordinal) || pair.Key is "vit_lr" or "aligner_lr").Select(pair => (pair.Key, pair.Value!.ToJsonString())));
        using (var tensors = SafetensorsFile.Open(Path.Combine(dataset.Adapter, "adapter_model.safetensors")))
        {
            // AdamW's steps are about as long as the rate is.
            Assert.InRange(Largest(Tower), 1e-13, 1e-10);
            Assert.InRange(Largest(Language), 1e-2, 6e-2);
            Assert.InRange(Largest(Aligner), Largest(Language) * 1.5, 12e-2);

            float Largest(string part) => tensors.Entries.Keys.Where(key => key.Contains(part, StringComparison.Ordinal) && key.Contains("lora_B", StringComparison.Ordinal))
                .Max(key => tensors.Read(key).abs().max().item<float>());
        }

        dataset.WriteTraining(settings);
        Assert.Contains("train.yaml has another vit_lr, aligner_lr", TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").Output, StringComparison.Ordinal);
        dataset.WriteTraining("vit_lr: 1.0e-5");
        Assert.Matches(@"^[^\n]*warning DSP9017: vit_lr changes nothing here: freeze_vit is true\n$", TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").Error);
        dataset.WriteTraining([.. settings, "aligner_lr: 1.0e-5", "lorap_lr_ratio: 4"]);
        Assert.Matches(@"^[^\n]*error DSP9005: lorap_lr_ratio goes before aligner_lr: [^\n]*\n$", TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").Error);
    }

    [Theory]
    [InlineData("tuner_type: full", "model.safetensors")]
    [InlineData("lora_dropout: 0", "adapter_model.safetensors")]
    public void What_lies_above_the_layer_that_is_taken_gets_no_gradient_and_does_not_decay_either(string tuner, string file)
    {
        const string Block = "encoder.layer.";
        using var dataset = new TinyDataset();
        var files = new List<Dictionary<string, byte[]>>();
        foreach (var epochs in (int[])[1, 4])
        {
            dataset.WriteTraining(tuner, $"num_train_epochs: {epochs}", "freeze_vit: false", "weight_decay: 0.5", "learning_rate: 1.0e-2", "warmup_ratio: 0");
            var config = Path.Combine(dataset.CopyModel(Path.Combine(Models.Tests.Goldens.Own, "internvl", "model")), "config.json");
            var json = JsonNode.Parse(File.ReadAllText(config))!;
            json["vision_feature_layer"] = -2; // of three blocks the second
            File.WriteAllText(config, json.ToJsonString());
            using var run = TrainProcess.Run(dataset.Folder, "--no-build");
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            using var tensors = SafetensorsFile.Open(Path.Combine(dataset.Adapter, file));
            files.Add(tensors.Entries.Keys.Where(key => key.Contains(Block, StringComparison.Ordinal)).ToDictionary(key => key, key => tensors.Read(key).bytes.ToArray(), StringComparer.Ordinal));
        }

        Assert.Contains(files[0].Keys, key => key.Contains(Block + "2", StringComparison.Ordinal));
        Assert.All(files[0].Keys, key => Assert.Equal(key.Contains(Block + "2", StringComparison.Ordinal), files[0][key].AsSpan().SequenceEqual(files[1][key])));
    }

    [Fact]
    public void Layers_that_cannot_learn_are_refused()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("freeze_vit: false", "target_regex: '.*encoder\\.layer\\.2\\..*fc1'");
        var config = Path.Combine(dataset.CopyModel(Path.Combine(Models.Tests.Goldens.Own, "internvl", "model")), "config.json");
        Assert.Equal(("", 0), (TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").Error, TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").ExitCode));
        var json = JsonNode.Parse(File.ReadAllText(config))!;
        json["vision_feature_layer"] = -2;
        File.WriteAllText(config, json.ToJsonString());
        Assert.Matches(@"^[^\n]*/train\.yaml\(1,8\): error DSP9005: the model takes what its tower sees below all the layers that would get an adapter, [^\n]*\n$", TrainProcess.Run(dataset.Folder, "--no-build").Error);
    }

    [Theory]
    [InlineData("lora_dropout: 0.1", "adapter_model.safetensors")]
    [InlineData("tuner_type: full", "model.safetensors")]
    public void Several_pictures_in_a_batch_add_up_in_one_order_whether_they_are_computed_twice_or_not(string tuner, string file)
    {
        using var dataset = new TinyDataset();
        string[] settings = [tuner, "num_train_epochs: 2", "freeze_vit: false", "freeze_aligner: false", "per_device_train_batch_size: 3", "gradient_accumulation_steps: 2"];
        dataset.WriteTraining(settings);
        using var kept = TrainProcess.Run(dataset.Folder, "--no-build", "--output", "kept");
        dataset.WriteTraining([.. settings, "gradient_checkpointing: true"]);
        using var twice = TrainProcess.Run(dataset.Folder, "--no-build", "--output", "twice");

        Assert.Equal((0, "", 0, ""), (kept.ExitCode, kept.Error, twice.ExitCode, twice.Error));
        Assert.Equal(File.ReadAllBytes(Path.Combine(dataset.Folder, "kept", file)), File.ReadAllBytes(Path.Combine(dataset.Folder, "twice", file)));
    }

    [Fact]
    public void Killed_or_computed_twice_it_ends_in_the_same_bits()
    {
        using var dataset = new TinyDataset();
        string[] settings = ["num_train_epochs: 6", "lora_dropout: 0.1", "save_steps: 1", "freeze_vit: false", "freeze_aligner: false"];
        dataset.WriteTraining(settings);
        TrainProcess.Run(dataset.Folder, "--no-build", "--output", "undisturbed");
        using (var run = TrainProcess.Start(dataset.Folder, "--no-build"))
        {
            run.WaitFor("step 4/");
            run.Kill();
            run.Wait();
        }

        using var second = TrainProcess.Run(dataset.Folder, "--no-build", "--resume");
        dataset.WriteTraining([.. settings, "gradient_checkpointing: true"]);
        using var twice = TrainProcess.Run(dataset.Folder, "--no-build", "--fresh", "--output", "twice");

        Assert.Contains("going on after step", second.Output, StringComparison.Ordinal);
        var undisturbed = TinyDataset.Tensors(Path.Combine(dataset.Folder, "undisturbed"));
        Assert.Equal(undisturbed, TinyDataset.Tensors(dataset.Adapter));
        Assert.Equal(undisturbed, TinyDataset.Tensors(Path.Combine(dataset.Folder, "twice")));
        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build", "--verify").ExitCode);
    }

    [Fact]
    public void Loaded_again_it_is_as_good_as_it_was_in_training_and_the_base_model_sees_without_it()
    {
        using var dataset = new TinyDataset();
        File.WriteAllText(Path.Combine(dataset.Folder, "dataset.yaml"), "name: tiny\nresolution: 256\nsplits: {train: 0.5, test: 0.5}\n");
        dataset.Build();
        string[] settings = ["num_train_epochs: 6", "eval_strategy: epoch", "learning_rate: 5.0e-2"];
        dataset.WriteTraining(settings);
        TrainProcess.Run(dataset.Folder, "--no-build", "--output", "frozen");
        dataset.WriteTraining([.. settings, "freeze_vit: false", "freeze_aligner: false"]);
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));

        var (before, after) = Losses("--adapter", "frozen");
        var (own, learned) = Losses();

        var last = File.ReadLines(Path.Combine(dataset.Adapter, "metrics.jsonl")).Select(line => (double?)JsonNode.Parse(line)!["eval_loss"]).OfType<double>().Last();
        Assert.Equal(last, learned, 1e-4);
        Assert.Equal(before, own, 1e-6);
        Assert.NotEqual(after, learned, 1e-3);

        (double Base, double Adapter) Losses(params string[] arguments)
        {
            using var evaluation = TrainProcess.Run(dataset.Folder, ["evaluate", "--split", "test", "--json", .. arguments]);
            Assert.Equal((0, ""), (evaluation.ExitCode, evaluation.Error));
            var answers = JsonNode.Parse(evaluation.Output)!.AsArray();
            return (answers.Average(answer => (double)answer!["base"]!["loss"]!), answers.Average(answer => (double)answer!["adapter"]!["loss"]!));
        }
    }

    [Fact]
    public void An_increment_learns_on_in_the_tower_and_what_is_frozen_is_part_of_the_lineage()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("num_train_epochs: 1", "freeze_vit: false");
        TrainProcess.Run(dataset.Folder, "--no-build");
        var first = TinyDataset.Tensors(dataset.Adapter);
        dataset.Caption("ui_20x20", "The picture has another name.");
        dataset.Build();
        using var increment = TrainProcess.Run(dataset.Folder, "--no-build", "--increment");

        Assert.Equal((0, ""), (increment.ExitCode, increment.Error));
        using (var tensors = SafetensorsFile.Open(Path.Combine(dataset.Adapter, "adapter_model.safetensors")))
            Assert.Contains(tensors.Entries.Keys, key => key.Contains(Tower, StringComparison.Ordinal));
        Assert.NotEqual(first, TinyDataset.Tensors(dataset.Adapter));
        dataset.WriteTraining("num_train_epochs: 1");
        Assert.Contains("train.yaml has another freeze_vit", TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_is_foreseen_with_the_tower_s_part()
    {
        using var dataset = new TinyDataset(epochs: 1);
        var little = new Dictionary<string, string> { ["DATASETPIPELINE_FREE_MEMORY_MIB"] = "1" };
        int Needed(params string[] settings)
        {
            dataset.WriteTraining(["num_train_epochs: 1", .. settings]);
            using var run = TrainProcess.Run(dataset.Folder, little, "--no-build");
            Assert.Equal(settings.Contains("freeze_vit: false"), run.Error.Contains("or set freeze_vit to true", StringComparison.Ordinal));
            return int.Parse(run.Error.Split(" needs about ")[1].Split(" MiB")[0], System.Globalization.CultureInfo.InvariantCulture);
        }

        Assert.InRange(Needed("freeze_vit: false"), Needed() + 1, 1000);
        Assert.InRange(Needed("freeze_vit: false", "gradient_checkpointing: true"), 1, Needed("freeze_vit: false") - 1);
    }
}
