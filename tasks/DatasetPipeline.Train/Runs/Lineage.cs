using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Runs;

/// <summary>
/// Where an adapter comes from: the hashes of all that made it, which name the run, the adapters that it goes on from, and what
/// came out.
/// </summary>
public sealed class Lineage
{
    /// <summary>The file beside the adapter; it is the last to be written, so an adapter that has it is whole.</summary>
    public const string FileName = "lineage.json";

    /// <summary>Raised by hand when the same inputs give another adapter.</summary>
    public const int TrainerVersion = 7;

    private const string TestHash = "test_sha256";
    private const string Seal = "sha256";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private readonly JsonObject _inputs;

    private Lineage(JsonObject inputs) => _inputs = inputs;

    /// <summary>SHA-256 of the inputs: it names the work, wherever it is done.</summary>
    public string Work => HashOf(_inputs);

    /// <summary>The inputs themselves.</summary>
    public JsonObject Inputs => _inputs;

    /// <summary>What is trained with, by the keys of train.yaml.</summary>
    public JsonObject Settings => _inputs["settings"]!.AsObject();

    /// <summary>The base model's files.</summary>
    public string ModelSha256 => (string)_inputs["base_model"]!["sha256"]!;

    /// <summary>Hashes settings, data and base model.</summary>
    internal static Lineage Of(TrainSettings settings, RowHashes rows, RowHashes test, FileHashes files)
    {
        var inputs = new JsonObject
        {
            ["trainer"] = $"DatasetPipeline {TrainerVersion}, TorchSharp {typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3)}",
            ["base_model"] = new JsonObject { ["name_or_path"] = settings.Model, ["sha256"] = HashOfModel(settings.ModelFolder, files) },
            ["dataset"] = new JsonObject { ["records"] = rows.Hashes.Count, ["sha256"] = rows.Sha256 },
            ["settings"] = new JsonObject
            {
                ["tuner_type"] = settings.TunerType,
                ["lora_rank"] = settings.LoraRank,
                ["lora_alpha"] = settings.LoraAlpha,
                ["lora_dropout"] = settings.LoraDropout,
                ["use_rslora"] = settings.UseRslora,
                ["target_modules"] = new JsonArray([.. settings.TargetModules.Select(name => (JsonNode)name)]),
                ["learning_rate"] = settings.LearningRate,
                ["lr_scheduler_type"] = settings.LrSchedulerType,
                ["warmup_ratio"] = settings.WarmupRatio,
                ["warmup_steps"] = settings.WarmupSteps,
                ["num_train_epochs"] = settings.NumTrainEpochs,
                ["max_steps"] = settings.MaxSteps,
                ["per_device_train_batch_size"] = settings.PerDeviceTrainBatchSize,
                ["gradient_accumulation_steps"] = settings.GradientAccumulationSteps,
                ["weight_decay"] = settings.WeightDecay,
                ["adam_beta1"] = settings.AdamBeta1,
                ["adam_beta2"] = settings.AdamBeta2,
                ["adam_epsilon"] = settings.AdamEpsilon,
                ["max_grad_norm"] = settings.MaxGradNorm,
                ["torch_dtype"] = settings.TorchDtype,
                ["seed"] = settings.Seed,
                ["logging_steps"] = settings.LoggingSteps,
                ["ENV"] = new JsonObject([.. settings.Environment.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value))]),
            },
        };
        // What is an adapter's alone.
        if (Learners.IsWhole(settings))
        {
            foreach (var key in (string[])["lora_rank", "lora_alpha", "lora_dropout", "use_rslora", "target_modules"])
                inputs["settings"]!.AsObject().Remove(key);
        }

        // Those that came later stand there where they are used, so that older adapters are still up to date.
        var said = inputs["settings"]!.AsObject();
        if (!Learners.IsWhole(settings) && settings.TargetRegex is { } regex)
            said["target_regex"] = regex;
        if (!Learners.IsWhole(settings))
        {
            foreach (var (key, entries) in settings.LayerPatterns)
                said[key] = new JsonObject(entries.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));
        }

        foreach (var (key, isFrozen) in PartSettings.Freezes(settings))
            said[key] = isFrozen;
        foreach (var (key, rate) in PartSettings.Rates(settings))
            said[key] = rate;
        if (!Learners.IsWhole(settings) && settings.UseDora)
            said["use_dora"] = true;
        if (Learners.IsWhole(settings) && settings.UseGalore)
            said["galore"] = GaLore(settings);
        if (!Learners.IsWhole(settings) && settings.LorapLrRatio is { } ratio)
            said["lorap_lr_ratio"] = ratio;
        if (settings.QuantBits is { } bits)
            (said["quant_method"], said["quant_bits"], said["bnb_4bit_use_double_quant"]) = (settings.QuantMethod, bits, settings.Bnb4BitUseDoubleQuant);
        if (test.Hashes.Count > 0 && (settings.LoadBestModelAtEnd || settings.EarlyStopInterval is not null))
            said["evaluation"] = Choice(settings, test);
        return new(inputs);
    }

    private static JsonObject GaLore(TrainSettings settings) => new()
    {
        ["rank"] = settings.GaloreRank,
        ["target_modules"] = new JsonArray([.. settings.GaloreTargetModules.Select(name => (JsonNode)name)]),
        ["update_proj_gap"] = settings.GaloreUpdateProjGap,
        ["scale"] = settings.GaloreScale,
        ["proj_type"] = settings.GaloreProjType,
        ["with_embedding"] = settings.GaloreWithEmbedding,
    };

    // What decides which step's adapter is taken, and how far the training goes.
    private static JsonObject Choice(TrainSettings settings, RowHashes test) => new()
    {
        ["eval_strategy"] = settings.EvalStrategy,
        ["eval_steps"] = settings.EvalSteps,
        ["save_steps"] = settings.SaveSteps,
        ["metric_for_best_model"] = settings.MetricForBestModel,
        ["greater_is_better"] = settings.GreaterIsBetter,
        ["load_best_model_at_end"] = settings.LoadBestModelAtEnd,
        ["early_stop_interval"] = settings.EarlyStopInterval,
        [TestHash] = test.Sha256,
    };

    /// <summary>The same data, model and settings in another trainer's hands.</summary>
    public Lineage MadeBy(JsonObject trainer)
    {
        var inputs = _inputs.DeepClone().AsObject();
        inputs["trainer"] = trainer;
        return new(inputs);
    }

    /// <summary>What keeps an adapter of other inputs from being gone on from, in words; null where only the data is another.</summary>
    internal string? OtherThan(AdapterRecord earlier)
    {
        var other = earlier.Inputs;
        if (!JsonNode.DeepEquals(_inputs["trainer"], other["trainer"]))
            return "another trainer, or another version of it, made the adapter";
        if (!JsonNode.DeepEquals(_inputs["base_model"], other["base_model"]))
        {
            return ModelSha256 == (string?)other["base_model"]?["sha256"]
                ? $"the base model has another name, which the adapter's files give: {(string?)_inputs["base_model"]!["name_or_path"]}"
                : "the base model is another";
        }

        var (now, before) = (_inputs["settings"]!.AsObject(), other["settings"]?.AsObject() ?? []);
        var keys = now.Select(pair => pair.Key).Union(before.Select(pair => pair.Key)).Where(key => !JsonNode.DeepEquals(now[key], before[key])).ToList();
        if (keys is ["evaluation"] && IsOfAnotherTestSplit(now["evaluation"], before["evaluation"]))
            return "the test split is another, which the best evaluation and the early stop go by";
        return keys.Count == 0 ? null : $"train.yaml has another {string.Join(", ", keys.Take(3))}{(keys.Count > 3 ? $" and {keys.Count - 3} more" : "")}";
    }

    private static bool IsOfAnotherTestSplit(JsonNode? now, JsonNode? before) =>
        now?.AsObject() is { } one && before?.AsObject() is { } other && one.All(pair => pair.Key == TestHash || JsonNode.DeepEquals(pair.Value, other[pair.Key]));

    /// <summary>The name of a run: its inputs, what it goes on from, and the kernels and threads that decide its last bits.</summary>
    internal string RunOf(Increment? increment, Kernels kernels) => HashOf(new JsonObject
    {
        ["inputs"] = _inputs.DeepClone(),
        ["parent"] = increment?.Parent.Run,
        ["replayed"] = increment is null ? null : new JsonArray([.. increment.Replayed.Select(id => (JsonNode)id)]),
        ["kernels"] = kernels.Name,
        ["threads"] = kernels.Threads,
    });

    /// <summary>Whether a lineage.json is as it was written: its last key is the hash of all before it.</summary>
    internal static bool IsSealed(JsonObject lineage)
    {
        var content = lineage.DeepClone().AsObject();
        return content.Remove(Seal, out var seal) && (string?)seal == HashOf(content);
    }

    /// <summary>Writes the file with the hashes of every other file of the folder; of an engine that is not this program no kernels and threads are known.</summary>
    internal string Write(string folder, Increment? increment, Kernels kernels, bool reproducible, RunResult result, JsonObject? engine = null)
    {
        var outputs = new JsonObject();
        var files = new FileHashes(null);
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
            outputs[Path.GetFileName(file)] = files.Of(file);
        var run = RunOf(increment, kernels);
        var lineage = new JsonObject
        {
            ["run"] = run,
            ["kind"] = increment is null ? AdapterRecord.Fresh : AdapterRecord.Incremental,
            ["parents"] = new JsonArray([.. (increment is null ? [] : increment.Parent.Parents.Append(increment.Parent.Run)).Select(parent => (JsonNode)parent)]),
            ["inputs"] = _inputs.DeepClone(),
        };
        if (increment is not null)
        {
            lineage["increment"] = new JsonObject
            {
                ["added"] = increment.Changes.Added.Count,
                ["changed"] = increment.Changes.Changed.Count,
                ["replayed"] = increment.Replayed.Count,
            };
            lineage["replayed"] = new JsonArray([.. increment.Replayed.Select(id => (JsonNode)id)]);
        }

        lineage["reproducible"] = reproducible;
        if (engine is null)
            (lineage["kernels"], lineage["threads"]) = (kernels.Name, kernels.Threads);
        else
            lineage["engine"] = engine;
        lineage["result"] = new JsonObject
        {
            ["samples"] = result.Samples,
            ["steps"] = result.Steps,
            ["train_loss"] = result.TrainLoss,
        };
        if (result.Tokens is { } tokens)
            lineage["result"]!.AsObject().Insert(2, "tokens", tokens);
        if (result.Best is { } best)
            lineage["result"]!["best"] = new JsonObject { ["step"] = best.Step, [best.Metric] = best.Value, ["taken"] = best.IsTaken };
        lineage["outputs"] = outputs;
        lineage[Seal] = HashOf(lineage);
        File.WriteAllText(Path.Combine(folder, FileName), lineage.ToJsonString(Indented) + "\n");
        return run;
    }

    // Weights, shapes, tokenizer and image processor; a README or a picture beside them changes nothing, nor what a training wrote of itself.
    private static string HashOfModel(string folder, FileHashes hashes)
    {
        string[] patterns = ["*.json", "*.safetensors", "*.txt", "*.jinja"];
        var files = Directory.Exists(folder) ? patterns.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).Where(file => Path.GetFileName(file) is not (FileName or RowHashes.FileName)).Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        return HashOf(Encoding.UTF8.GetBytes(string.Concat(files.Select(file => $"{hashes.Of(file)} {Path.GetFileName(file)}\n"))));
    }

    private static string HashOf(JsonObject json) => HashOf(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
