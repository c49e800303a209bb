using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Cli;
using DatasetPipeline.Tokens;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Runs;

/// <summary>Where an adapter comes from: the hashes of all that made it, which name the run, and of what came out.</summary>
public sealed class Lineage
{
    /// <summary>The file beside the adapter; it is the last to be written, so an adapter that has it is whole.</summary>
    public const string FileName = "lineage.json";

    /// <summary>Raised by hand when the same inputs give another adapter.</summary>
    private const int TrainerVersion = 1;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private readonly JsonObject _inputs;

    private Lineage(JsonObject inputs) => _inputs = inputs;

    /// <summary>SHA-256 of the inputs.</summary>
    public string Run => HashOf(Encoding.UTF8.GetBytes(_inputs.ToJsonString()));

    /// <summary>Hashes settings, data and base model.</summary>
    public static Lineage Of(DatasetProject project, TrainSettings settings, IReadOnlyList<SwiftRow> rows)
    {
        var pictures = new StringBuilder();
        foreach (var image in rows.SelectMany(row => row.Images).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            pictures.Append(HashOfFile(image)).Append(' ').Append(Path.GetRelativePath(project.OutputFolder, image)).Append('\n');
        var inputs = new JsonObject
        {
            ["trainer"] = $"DatasetPipeline {TrainerVersion}, libtorch {typeof(TorchSharp.torch).Assembly.GetName().Version}",
            ["base_model"] = new JsonObject { ["name_or_path"] = settings.Model, ["sha256"] = HashOfModel(settings.ModelFolder) },
            ["dataset"] = new JsonObject
            {
                ["records"] = rows.Count,
                ["train_jsonl_sha256"] = HashOfFile(project.RowsFile("train")),
                ["images_sha256"] = HashOf(Encoding.UTF8.GetBytes(pictures.ToString())),
            },
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
        // Those that came later stand there where they are used, so that older adapters are still up to date.
        var said = inputs["settings"]!.AsObject();
        if (settings.TargetRegex is { } regex)
            said["target_regex"] = regex;
        if (settings.UseDora)
            said["use_dora"] = true;
        if (settings.LorapLrRatio is { } ratio)
            said["lorap_lr_ratio"] = ratio;
        if (settings.QuantBits is { } bits)
            (said["quant_method"], said["quant_bits"], said["bnb_4bit_use_double_quant"]) = (settings.QuantMethod, bits, settings.Bnb4BitUseDoubleQuant);
        return new(inputs);
    }

    /// <summary>The same data, model and settings in another trainer's hands.</summary>
    public Lineage MadeBy(JsonObject trainer)
    {
        var inputs = _inputs.DeepClone().AsObject();
        inputs["trainer"] = trainer;
        return new(inputs);
    }

    /// <summary>Whether the folder holds what this run would make, unharmed.</summary>
    /// <param name="folder">An adapter's folder.</param>
    /// <param name="reproducible">Whether only an adapter of a reproducible run will do.</param>
    public bool IsOf(string folder, bool reproducible)
    {
        try
        {
            var kept = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)))!.AsObject();
            return (string?)kept["run"] == Run
                && (!reproducible || (bool)kept["reproducible"]!)
                && kept["outputs"]!.AsObject().All(output => HashOfFile(Path.Combine(folder, output.Key)) == (string?)output.Value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            // Not there, not ours or half a file: the run is done again.
            return false;
        }
    }

    /// <summary>Writes the file with the hashes of every other file of the folder.</summary>
    public void Write(string folder, bool reproducible)
    {
        var outputs = new JsonObject();
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
            outputs[Path.GetFileName(file)] = HashOfFile(file);
        var lineage = new JsonObject { ["run"] = Run, ["reproducible"] = reproducible, ["inputs"] = _inputs.DeepClone(), ["outputs"] = outputs };
        File.WriteAllText(Path.Combine(folder, FileName), lineage.ToJsonString(Indented) + "\n");
    }

    // Weights, shapes, tokenizer and image processor; a README or a picture beside them changes nothing.
    private static string HashOfModel(string folder)
    {
        string[] patterns = ["*.json", "*.safetensors", "*.txt", "*.jinja"];
        var files = Directory.Exists(folder) ? patterns.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        return HashOf(Encoding.UTF8.GetBytes(string.Concat(files.Select(file => $"{HashOfFile(file)} {Path.GetFileName(file)}\n"))));
    }

    private static string HashOfFile(string path)
    {
        if (!File.Exists(path))
            return "";
        if (RegularFile.LengthOf(path) == 0)
            return HashOf([]);
        using var stream = RegularFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
