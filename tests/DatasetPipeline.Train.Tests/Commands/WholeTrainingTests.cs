using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Tests;
using TorchSharp;

namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>tuner_type: full, with GaLore and without: the weights themselves learn.</summary>
public sealed class WholeTrainingTests
{
    private static readonly string[] Whole = ["tuner_type: full", "learning_rate: 1.0e-3"];
    private static readonly string[] GaLore = [.. Whole, "use_galore: true", "galore_rank: 8", "galore_update_proj_gap: 3"];

    [Fact]
    public void The_folder_is_a_model_that_says_what_the_run_said_and_the_second_run_does_nothing()
    {
        using var dataset = new TinyDataset();
        File.WriteAllText(Path.Combine(dataset.Folder, "dataset.yaml"), "name: tiny\nresolution: 256\nsplits: {train: 0.5, test: 0.5}\n");
        dataset.Build();
        dataset.WriteTraining([.. Whole, "num_train_epochs: 6", "eval_strategy: epoch"]);
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var files = dataset.AdapterFiles();
        Assert.Equal(
            ["README.md", "config.json", "eval.png", "generation_config.json", "lineage.json", "loss.png", "metrics.jsonl", "model.safetensors", "preprocessor_config.json", "records.txt", "report.html", "tokenizer.json", "tokenizer_config.json"],
            files.Keys.Order(StringComparer.Ordinal));
        Assert.Matches(@"(?s)library_name: transformers\n.*with its language model trained whole on \d records.*\| tuner_type \| full \|.*AutoModelForImageTextToText", File.ReadAllText(Path.Combine(dataset.Adapter, "README.md")));
        Assert.Contains("with its language model trained whole on ", File.ReadAllText(Path.Combine(dataset.Adapter, "report.html")), StringComparison.Ordinal);
        using (var scope = torch.NewDisposeScope())
        {
            var (before, after) = (ModelFolder.Open(TinyDataset.Model), ModelFolder.Open(dataset.Adapter));
            Assert.All(before.LanguageWeights, weight => Assert.False(weight.Value.equal(after.Weights[weight.Key]).all().item<bool>(), weight.Key));
            Assert.All(before.TowerWeights.Concat(before.AlignerWeights), weight => Assert.True(weight.Value.equal(after.Weights[weight.Key]).all().item<bool>(), weight.Key));
        }

        using var second = TrainProcess.Run(dataset.Folder, "--no-build");
        Assert.Contains("up to date", second.Output, StringComparison.Ordinal);
        Assert.Equal(files, dataset.AdapterFiles());

        // Loaded again it is as good as it was in training, and the base model is what it was.
        var losses = File.ReadLines(Path.Combine(dataset.Adapter, "metrics.jsonl")).Select(line => (double?)JsonNode.Parse(line)!["eval_loss"]).OfType<double>().ToList();
        using var evaluation = TrainProcess.Run(dataset.Folder, "evaluate", "--split", "test", "--json");
        Assert.Equal((0, ""), (evaluation.ExitCode, evaluation.Error));
        var answers = JsonNode.Parse(evaluation.Output)!.AsArray();
        Assert.Equal(losses[^1], answers.Average(answer => (double)answer!["adapter"]!["loss"]!), 1e-4);
        Assert.True(answers.Average(answer => (double)answer!["base"]!["loss"]!) > losses[0]);

        // And is a base model like any other.
        string[] question = ["ask", dataset.Picture, "--max-new-tokens", "12"];
        var said = TrainProcess.Run(dataset.Folder, question).Output;
        Assert.NotEqual(said, TrainProcess.Run(dataset.Folder, [.. question, "--base"]).Output);
        File.WriteAllText(Path.Combine(dataset.Folder, "train.yaml"), "model: bin/adapter\n");
        Assert.Equal(said, TrainProcess.Run(dataset.Folder, [.. question, "--base"]).Output);
    }

    [Theory]
    [InlineData(false)]
    [SlowData(true)]
    public void Killed_or_computed_twice_it_ends_in_the_same_bits(bool galore)
    {
        using var dataset = new TinyDataset();
        File.WriteAllText(Path.Combine(dataset.Folder, "dataset.yaml"), "name: tiny\nresolution: 256\nsplits: {train: 0.5, test: 0.5}\n");
        dataset.Build();
        // The tower learns as well where no subspace is in between, and the best step is kept.
        string[] settings = [.. galore ? [.. GaLore, "galore_with_embedding: true"] : (string[])[.. Whole, "freeze_vit: false", "freeze_aligner: false", "vit_lr: 1.0e-4"], "num_train_epochs: 5", "save_steps: 1", "eval_steps: 1", "load_best_model_at_end: true"];
        dataset.WriteTraining(settings);
        using (var undisturbed = TrainProcess.Run(dataset.Folder, "--no-build", "--output", "undisturbed"))
            Assert.Equal((0, "", !galore), (undisturbed.ExitCode, undisturbed.Error, undisturbed.Output.Contains("the model learns in what sees the pictures", StringComparison.Ordinal)));
        using (var run = TrainProcess.Start(dataset.Folder, "--no-build"))
        {
            run.WaitFor("test after step 5 ");
            run.Kill();
            run.Wait();
        }

        using var second = TrainProcess.Run(dataset.Folder, "--no-build", "--resume");
        dataset.WriteTraining([.. settings, "gradient_checkpointing: true"]);
        using var twice = TrainProcess.Run(dataset.Folder, "--no-build", "--fresh", "--output", "twice");

        Assert.Contains("going on after step", second.Output, StringComparison.Ordinal);
        var whole = TinyDataset.Weights(Path.Combine(dataset.Folder, "undisturbed"));
        Assert.Equal(whole, TinyDataset.Weights(dataset.Adapter));
        Assert.Equal(whole, TinyDataset.Weights(Path.Combine(dataset.Folder, "twice")));
        using var verified = TrainProcess.Run(dataset.Folder, "--no-build", "--verify");
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        Assert.Contains("the same bytes", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_threads_end_in_the_same_bits_on_a_processor_with_shorter_vectors_too() =>
        Ends_alike_with_shorter_vectors("model.safetensors", [.. Whole, "num_train_epochs: 2", "freeze_vit: false", "freeze_aligner: false"]);

    [Theory]
    [InlineData("torch_dtype: float32")]
    [SlowData("torch_dtype: bfloat16")]
    [SlowData("quant_method: bnb", "quant_bits: 4", "torch_dtype: bfloat16")]
    public void A_reproducible_adapter_has_the_same_bits_on_a_processor_with_shorter_vectors(params string[] settings) =>
        Ends_alike_with_shorter_vectors("adapter_model.safetensors", [.. settings, "num_train_epochs: 2", "freeze_vit: false"]);

    private static void Ends_alike_with_shorter_vectors(string weights, string[] settings)
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining(settings);
        foreach (var (folder, longest) in new[] { ("a", "1"), ("b", "0") })
        {
            using var run = TrainProcess.Run(dataset.Folder, new Dictionary<string, string> { ["DOTNET_EnableAVX512"] = longest, ["ONEDNN_MAX_CPU_ISA"] = longest == "1" ? "ALL" : "AVX2" }, "--no-build", "--reproducible", "--output", folder);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
        }

        Assert.Equal(File.ReadAllBytes(Path.Combine(dataset.Folder, "a", weights)), File.ReadAllBytes(Path.Combine(dataset.Folder, "b", weights)));
    }

    [Fact]
    public void What_is_frozen_stays_and_GaLore_learns_otherwise()
    {
        using var dataset = new TinyDataset();
        string[] common = ["freeze_llm: true", "freeze_aligner: false"];
        foreach (var (name, lines) in new[] { ("aligner", (string[])[.. Whole, .. common, "num_train_epochs: 2"]), ("galore", [.. GaLore, .. common, "num_train_epochs: 2"]), ("chosen", [.. GaLore, .. common, "num_train_epochs: 2", "galore_target_modules: [linear_fc1]"]) })
        {
            dataset.WriteTraining(lines);
            using var run = TrainProcess.Run(dataset.Folder, "--no-build", "--output", name);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
        }

        using var scope = torch.NewDisposeScope();
        var models = new[] { TinyDataset.Model, "aligner", "galore", "chosen" }.Select(folder => ModelFolder.Open(Path.Combine(dataset.Folder, folder))).ToList();
        foreach (var learned in models.Skip(1))
        {
            Assert.All(learned.LanguageWeights.Concat(learned.TowerWeights), weight => Assert.True(weight.Value.equal(models[0].Weights[weight.Key]).all().item<bool>(), weight.Key));
            Assert.All(learned.AlignerWeights, weight => Assert.False(weight.Value.equal(models[0].Weights[weight.Key]).all().item<bool>(), weight.Key));
        }

        const string Narrowed = "model.visual.merger.linear_fc1.weight";
        const string Other = "model.visual.merger.linear_fc2.weight";
        Assert.All(models.Skip(2), galore => Assert.False(galore.Weights[Narrowed].equal(models[1].Weights[Narrowed]).all().item<bool>()));
        Assert.False(models[2].Weights[Other].equal(models[3].Weights[Other]).all().item<bool>());
        // A step of low rank: what is narrowed moves along few directions, beside the decay.
        dataset.WriteTraining([.. Whole, .. common, "use_galore: true", "max_steps: 1", "weight_decay: 0", "galore_rank: 2"]);
        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build", "--output", "one").ExitCode);
        var moved = ModelFolder.Open(Path.Combine(dataset.Folder, "one")).Weights[Narrowed].sub(models[0].Weights[Narrowed]);
        var (_, values, _) = torch.linalg.svd(moved, fullMatrices: false);
        Assert.True(values[2].item<float>() < 1e-3 * values[1].item<float>(), $"{values[2].item<float>()}");
    }

    [Fact]
    public void An_increment_goes_on_from_the_weights_and_a_change_taken_back_brings_them_back()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining([.. Whole, "num_train_epochs: 1"]);
        TrainProcess.Run(dataset.Folder, "--no-build");
        var first = TinyDataset.Weights(dataset.Adapter);
        dataset.Caption("ui_20x20", "The picture has another name.");
        dataset.Build();
        using var foreseen = TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run");
        Assert.Matches(@"^an increment on 5 records would go on from run [^\n]* MiB of memory", foreseen.Output);
        using var increment = TrainProcess.Run(dataset.Folder, "--no-build", "--increment");

        Assert.Equal((0, ""), (increment.ExitCode, increment.Error));
        var second = TinyDataset.Weights(dataset.Adapter);
        Assert.NotEqual(first, second);
        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build", "--verify").ExitCode);
        // From the base it would be another model.
        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build", "--output", "fresh").ExitCode);
        Assert.NotEqual(second, TinyDataset.Weights(Path.Combine(dataset.Folder, "fresh")));
        Assert.Contains("increment", TrainProcess.Run(dataset.Folder, "log").Output, StringComparison.Ordinal);

        dataset.Caption("ui_20x20", "The picture is called ui_20x20.");
        dataset.Build();
        Assert.Contains("brought back", TrainProcess.Run(dataset.Folder, "--no-build").Output, StringComparison.Ordinal);
        Assert.Equal(first, TinyDataset.Weights(dataset.Adapter));
        dataset.WriteTraining([.. GaLore, "num_train_epochs: 1"]);
        Assert.Contains("train.yaml has another galore", TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qwen3_vl", "model_sharded")]
    [InlineData("qwen2_5_vl", "model")]
    [InlineData("internvl", "model_original")]
    public void A_base_in_another_layout_is_written_in_its_own_names(string architecture, string layout)
    {
        using var dataset = new TinyDataset();
        var folder = Path.Combine(Goldens.Own, architecture, layout);
        File.WriteAllLines(Path.Combine(dataset.Folder, "train.yaml"), [$"model: {folder}", .. Whole, "max_steps: 1", "torch_dtype: float32"]);
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var scope = torch.NewDisposeScope();
        Assert.Equal(ModelFolder.Open(folder).Weights.Keys, ModelFolder.Open(dataset.Adapter).Weights.Keys);
        using var written = SafetensorsFile.Open(Path.Combine(dataset.Adapter, "model.safetensors"));
        using var read = Checkpoint.Open(folder);
        Assert.Equal(read.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal), written.Entries.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("torch_dtype: bfloat16", "all weights learn in float32 alone, and this is bfloat16, in which small steps are lost; set torch_dtype to float32")]
    [InlineData("quant_bits: 4\nquant_method: bnb", "weights of four bits do not learn; leave quant_bits and quant_method out, or set tuner_type to lora")]
    [InlineData("use_galore: true\ngalore_proj_type: full", "a gradient is narrowed on one side; set it to std, reverse_std, left or right")]
    [InlineData("use_galore: true\ngalore_quantization: true", "galore_quantization is not to be had here: weights and projections stay float32; leave it out")]
    [InlineData("use_galore: true\ngalore_optim_per_parameter: true", "galore_optim_per_parameter is not to be had here: one optimizer steps all weights; leave it out")]
    [InlineData("use_galore: true\nfreeze_vit: false\nvit_lr: 1.0e-5", "use_galore goes before vit_lr: ms-swift passes vit_lr over beside it; leave one of the two out")]
    [InlineData("use_galore: true\ngalore_target_modules: [wizard]", "galore_target_modules \"wizard\" is in the name of no layer that learns; there are layers such as model.language_model.embed_tokens")]
    public void What_cannot_be_done_is_one_line(string settings, string why)
    {
        using var dataset = new TinyDataset(epochs: 1);
        dataset.WriteTraining([.. Whole, .. settings.Split('\n')]);
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"^{Regex.Escape(dataset.Folder)}/train\.yaml\(\d+,\d+\): error DSP(9005|1004): {Regex.Escape(why)}\n$", run.Error);
        Assert.False(Directory.Exists(dataset.Adapter));
    }

    [Fact]
    public void Without_torch_dtype_the_model_s_own_is_told_and_GaLore_goes_with_full_alone()
    {
        using var dataset = new TinyDataset(epochs: 1);
        File.WriteAllLines(Path.Combine(dataset.Folder, "train.yaml"), [$"model: {Path.GetRelativePath(dataset.Folder, TinyDataset.Model)}", "tuner_type: full"]);
        Assert.Matches(@"\(2,13\): error DSP9005: all weights learn in float32 alone, and the model's are bfloat16, [^\n]*set torch_dtype to float32\n$", TrainProcess.Run(dataset.Folder, "--no-build").Error);
        dataset.WriteTraining("use_galore: true");
        Assert.Matches(@"error DSP9005: use_galore cannot be done here: it is all weights that GaLore trains, and tuner_type is lora; [^\n]*\n$", TrainProcess.Run(dataset.Folder, "--no-build").Error);
        dataset.WriteTraining("galore_rank: 4");
        Assert.Matches(@"^[^\n]*warning DSP9017: galore_rank changes nothing here: it counts with use_galore\n$", TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").Error);
    }

    [Fact]
    public void An_adapter_s_keys_change_nothing_and_are_told()
    {
        using var dataset = new TinyDataset(epochs: 1);
        dataset.WriteTraining([.. Whole, "num_train_epochs: 1"]);
        TrainProcess.Run(dataset.Folder, "--no-build");
        string[] keys = ["lora_rank: 64", "use_dora: true", "lorap_lr_ratio: 4", "target_modules: [q_proj]", "lora_bias: all"];
        dataset.WriteTraining([.. Whole, "num_train_epochs: 1", .. keys]);
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Contains("up to date", run.Output, StringComparison.Ordinal);
        Assert.Equal(keys.Length, run.Error.Count(c => c == '\n'));
        Assert.All(keys, key => Assert.Contains($"warning DSP9017: {key.Split(':')[0]} changes nothing here: tuner_type is full\n", run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public void Memory_is_foreseen_with_gradients_and_moments_of_what_learns()
    {
        using var dataset = new TinyDataset(epochs: 1);
        var little = new Dictionary<string, string> { ["DATASETPIPELINE_FREE_MEMORY_MIB"] = "1" };
        var (lora, whole, galore, all) = (Needed(), Needed(Whole), Needed(GaLore), Needed([.. Whole, "freeze_vit: false"]));

        Assert.InRange(whole, lora + 1, all - 1);
        Assert.InRange(galore, lora + 1, whole);

        int Needed(params string[] settings)
        {
            dataset.WriteTraining(["num_train_epochs: 1", .. settings]);
            using var run = TrainProcess.Run(dataset.Folder, little, "--no-build");
            Assert.Matches("error DSP9044: ", run.Error);
            Assert.Equal(settings.Length > 0, run.Error.Contains("set tuner_type to lora", StringComparison.Ordinal));
            Assert.Equal(settings.Length == 0, run.Error.Contains("set torch_dtype to bfloat16", StringComparison.Ordinal));
            using var foreseen = TrainProcess.Run(dataset.Folder, little, "--no-build", "--dry-run");
            Assert.Equal(run.Error, foreseen.Error);
            return int.Parse(run.Error.Split(" needs about ")[1].Split(" MiB")[0], CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public void A_folder_of_somebody_else_s_model_is_not_replaced()
    {
        using var dataset = new TinyDataset(epochs: 1);
        var model = dataset.CopyModel();
        using var run = TrainProcess.Run(dataset.Folder, "--no-build", "--output", "base");

        Assert.Matches(@"error DSP9045: [^\n]*\n$", run.Error);
        Assert.True(File.Exists(Path.Combine(model, "model.safetensors")));
    }
}
