using DatasetPipeline.Diagnostics;
using DatasetPipeline.Privacy;
using DatasetPipeline.Schemas;
using DatasetPipeline.Text;
using DatasetPipeline.Tokens;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Training;

/// <summary>What train.yaml says. Names, meanings and defaults are ms-swift 4.6's, so the same file serves there.</summary>
public sealed record TrainSettings
{
    // What ms-swift makes of per_device_train_batch_size where gradient_accumulation_steps is not given.
    private const int SamplesOfAStep = 16;

    /// <summary>The file that was read, with the place of every value, in today's names.</summary>
    public required YamlFile File { get; init; }

    /// <summary>A note for each old name that was understood (DSP9016).</summary>
    public IReadOnlyList<Diagnostic> Notes { get; init; } = [];

    /// <summary>The base model: a folder in the Hugging Face layout, relative to this file.</summary>
    public string Model { get; init; } = "";

    /// <summary>lora trains an adapter, full trains all weights.</summary>
    public string TunerType { get; init; } = "lora";

    /// <summary>The adapter's rank.</summary>
    public int LoraRank { get; init; } = 8;

    /// <summary>The adapter is scaled by lora_alpha / lora_rank.</summary>
    public int LoraAlpha { get; init; } = 32;

    /// <summary>The share of the adapter's inputs that is dropped in training.</summary>
    public double LoraDropout { get; init; } = 0.05;

    /// <summary>The linear layers that get an adapter: <c>all-linear</c> alone, or their names.</summary>
    public IReadOnlyList<string> TargetModules { get; init; } = ["all-linear"];

    /// <summary>What the whole name of a layer matches that gets an adapter; <see cref="TargetModules"/> does not count beside it.</summary>
    public string? TargetRegex { get; init; }

    /// <summary>PEFT's rank_pattern: the rank of layers that a regular expression fits, in the file's order; ms-swift has no such key.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> RankPattern { get; init; } = [];

    /// <summary>PEFT's alpha_pattern: lora_alpha of such layers.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> AlphaPattern { get; init; } = [];

    /// <summary>Those of the two that are given, by their keys.</summary>
    public IEnumerable<(string Key, IReadOnlyList<KeyValuePair<string, double>> Entries)> LayerPatterns =>
        new[] { ("rank_pattern", RankPattern), ("alpha_pattern", AlphaPattern) }.Where(pattern => pattern.Item2.Count > 0);

    /// <summary>Scale by lora_alpha / sqrt(lora_rank).</summary>
    public bool UseRslora { get; init; }

    /// <summary>Train a magnitude for each output beside the adapter's direction.</summary>
    public bool UseDora { get; init; }

    /// <summary>LoRA+: B's learning rate over A's; null is one rate for both.</summary>
    public double? LorapLrRatio { get; init; }

    /// <summary>Train all weights with gradients of low rank.</summary>
    public bool UseGalore { get; init; }

    /// <summary>The rank that GaLore keeps of a gradient.</summary>
    public int GaloreRank { get; init; } = 128;

    /// <summary>What stands in the names of layers whose gradients GaLore narrows; empty is every linear layer but the head.</summary>
    public IReadOnlyList<string> GaloreTargetModules { get; init; } = [];

    /// <summary>Steps between two of GaLore's projections.</summary>
    public int GaloreUpdateProjGap { get; init; } = 50;

    /// <summary>What GaLore's step is multiplied by.</summary>
    public double GaloreScale { get; init; } = 1;

    /// <summary>Which side of a gradient GaLore narrows.</summary>
    public string GaloreProjType { get; init; } = "std";

    /// <summary>Whether GaLore takes embeddings as well.</summary>
    public bool GaloreWithEmbedding { get; init; }

    /// <summary>bnb trains beside weights that are quantised as bitsandbytes does it; null leaves them as they are.</summary>
    public string? QuantMethod { get; init; }

    /// <summary>Bits of a quantised weight.</summary>
    public int? QuantBits { get; init; }

    /// <summary>Keep the scales of four-bit weights in eight bits.</summary>
    public bool Bnb4BitUseDoubleQuant { get; init; } = true;

    /// <summary>Leave the vision tower as it is.</summary>
    public bool FreezeVit { get; init; } = true;

    /// <summary>Leave the projector between the tower and the language model as it is.</summary>
    public bool FreezeAligner { get; init; } = true;

    /// <summary>Another learning rate for what learns in the vision tower.</summary>
    public double? VitLr { get; init; }

    /// <summary>Another learning rate for what learns in the aligner.</summary>
    public double? AlignerLr { get; init; }

    /// <summary>Leave the language model as it is.</summary>
    public bool FreezeLlm { get; init; }

    /// <summary>The highest learning rate; without it 1e-4, and a tenth of that where all weights are trained.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>How the learning rate falls after the warm-up.</summary>
    public string LrSchedulerType { get; init; } = "cosine";

    /// <summary>The share of steps in which the learning rate rises.</summary>
    public double WarmupRatio { get; init; }

    /// <summary>The number of steps in which it rises, where warmup_ratio is not given.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>How often the training set is gone through.</summary>
    public double NumTrainEpochs { get; init; } = 3;

    /// <summary>The number of optimizer steps, 1 or more; -1 leaves it to num_train_epochs.</summary>
    public int MaxSteps { get; init; } = -1;

    /// <summary>Samples that go through the model at once.</summary>
    public int PerDeviceTrainBatchSize { get; init; } = 1;

    /// <summary>Batches for one optimizer step; without it as many as make 16 samples, at least one.</summary>
    public int GradientAccumulationSteps { get; init; } = 1;

    /// <summary>AdamW's decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>AdamW's decay of the gradient's mean.</summary>
    public double AdamBeta1 { get; init; } = 0.9;

    /// <summary>AdamW's decay of the gradient's square.</summary>
    public double AdamBeta2 { get; init; } = 0.95;

    /// <summary>AdamW's term against division by zero.</summary>
    public double AdamEpsilon { get; init; } = 1e-8;

    /// <summary>Gradients are clipped to this norm.</summary>
    public double MaxGradNorm { get; init; } = 1.0;

    /// <summary>The most tokens of a sample. One that needs more is an error of the build; nothing is ever cut.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The type of weights and activations; without it the one that the model's config.json names.</summary>
    public string TorchDtype { get; init; } = "float32";

    /// <summary>Where all randomness comes from.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Steps between two lines of metrics.</summary>
    public int LoggingSteps { get; init; } = 5;

    /// <summary>Steps between two checkpoints.</summary>
    public int SaveSteps { get; init; } = 500;

    /// <summary>Compute layers again on the way back instead of keeping what they need there. It changes no result, so it is done where it is asked for.</summary>
    public bool GradientCheckpointing { get; init; }

    /// <summary>The checkpoints of a run under way that are kept; the last two where it is not said.</summary>
    public int SaveTotalLimit { get; init; } = 2;

    /// <summary>When the test split is evaluated: no, steps or epoch; without a record in it, never.</summary>
    public string EvalStrategy { get; init; } = "steps";

    /// <summary>Steps between two evaluations; null is save_steps.</summary>
    public int? EvalSteps { get; init; }

    /// <summary>Which figure of an evaluation tells the best one: loss or token_acc.</summary>
    public string MetricForBestModel { get; init; } = "loss";

    /// <summary>Whether the greater of two such figures is the better; it is for all but losses.</summary>
    public bool GreaterIsBetter { get; init; }

    /// <summary>Take the adapter of the best evaluation instead of the last step's.</summary>
    public bool LoadBestModelAtEnd { get; init; }

    /// <summary>Saves without a better evaluation after which the training stops; null never stops it.</summary>
    public int? EarlyStopInterval { get; init; }

    /// <summary><c>ENV</c>: environment variables of the training process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The model's folder as an absolute path; <see cref="Model"/> is relative to train.yaml.</summary>
    public string ModelFolder => System.IO.Path.GetFullPath(Model, System.IO.Path.GetDirectoryName(File.Path)!);

    /// <summary>That <see cref="Model"/> names no folder, or an adapter's; null where it may be a model's.</summary>
    public Diagnostic? ModelProblem => !Directory.Exists(ModelFolder)
        ? Error(Codes.ModelFileMissing, $"there is no folder {Shown.Value(Model)}; name the base model's folder relative to this file", "model")
        : LoneAdapter.Problem(ModelFolder) is { } problem ? Error(Codes.ModelFileMissing, $"in {Shown.Value(Model)} {problem}", "model") : null;

    /// <summary>Reads and checks a train.yaml.</summary>
    /// <exception cref="DiagnosticException">The file cannot be read, is not YAML, or does not keep to the schema: all that is wrong with it.</exception>
    public static TrainSettings Read(string path)
    {
        var (file, notes) = OldNames.Replace(YamlFile.Read(System.IO.Path.GetFullPath(path)), SchemaFile.HasKey("train"));
        IReadOnlyList<Diagnostic> diagnostics = [.. file.Diagnostics, .. SchemaChecker.Check(file, "train"), .. notes];
        diagnostics = [.. diagnostics, .. OtherReadings.Find(file).Where(reading => !diagnostics.Any(found => (found.Line, found.Column) == (reading.Line, reading.Column)))];
        if (diagnostics.Any(diagnostic => diagnostic.Code != Codes.OldSettingName))
            throw new DiagnosticException(diagnostics.OrderBy(diagnostic => (diagnostic.Line, diagnostic.Column)).Select(SecretMask.Of(file).Apply).ToList());
        return Read(file, notes.Select(SecretMask.Of(file).Apply).ToList());
    }

    /// <summary>What a file says that was read and checked before.</summary>
    internal static TrainSettings Read(YamlFile file) => Read(file, []);

    private static TrainSettings Read(YamlFile file, IReadOnlyList<Diagnostic> notes)
    {
        var root = file.Root;
        var defaults = new TrainSettings { File = file, Notes = notes };
        // transformers takes both, and puts eval_ before what has it not.
        var best = root["metric_for_best_model"].AsText() is { } metric ? metric.Replace("eval_", "", StringComparison.Ordinal) : defaults.MetricForBestModel;
        var settings = defaults with
        {
            Model = root["model"].AsText() ?? "",
            TunerType = root["tuner_type"].AsText() ?? defaults.TunerType,
            LoraRank = (int?)root["lora_rank"].AsInteger() ?? defaults.LoraRank,
            LoraAlpha = (int?)root["lora_alpha"].AsInteger() ?? defaults.LoraAlpha,
            LoraDropout = root["lora_dropout"].AsNumber() ?? defaults.LoraDropout,
            TargetModules = root["target_modules"] is YamlList modules ? modules.Items.Select(item => item.AsText()).OfType<string>().ToList() : [root["target_modules"].AsText() ?? "all-linear"],
            TargetRegex = root["target_regex"].AsText(),
            RankPattern = Numbers(root["rank_pattern"]),
            AlphaPattern = Numbers(root["alpha_pattern"]),
            UseRslora = root["use_rslora"].AsBoolean() ?? defaults.UseRslora,
            UseDora = root["use_dora"].AsBoolean() ?? defaults.UseDora,
            LorapLrRatio = root["lorap_lr_ratio"].AsNumber(),
            UseGalore = root["use_galore"].AsBoolean() ?? defaults.UseGalore,
            GaloreRank = (int?)root["galore_rank"].AsInteger() ?? defaults.GaloreRank,
            GaloreTargetModules = root["galore_target_modules"] is { } targets ? [.. targets.AsItems().Prepend(targets).Select(target => target.AsText()).OfType<string>()] : [],
            GaloreUpdateProjGap = (int?)root["galore_update_proj_gap"].AsInteger() ?? defaults.GaloreUpdateProjGap,
            GaloreScale = root["galore_scale"].AsNumber() ?? defaults.GaloreScale,
            GaloreProjType = root["galore_proj_type"].AsText() ?? defaults.GaloreProjType,
            GaloreWithEmbedding = root["galore_with_embedding"].AsBoolean() ?? defaults.GaloreWithEmbedding,
            QuantMethod = root["quant_method"].AsText(),
            QuantBits = (int?)root["quant_bits"].AsInteger(),
            Bnb4BitUseDoubleQuant = root["bnb_4bit_use_double_quant"].AsBoolean() ?? defaults.Bnb4BitUseDoubleQuant,
            FreezeVit = root["freeze_vit"].AsBoolean() ?? defaults.FreezeVit,
            FreezeAligner = root["freeze_aligner"].AsBoolean() ?? defaults.FreezeAligner,
            FreezeLlm = root["freeze_llm"].AsBoolean() ?? defaults.FreezeLlm,
            VitLr = root["vit_lr"].AsNumber(),
            AlignerLr = root["aligner_lr"].AsNumber(),
            LearningRate = root["learning_rate"].AsNumber() ?? (root["tuner_type"].AsText() == "full" ? defaults.LearningRate / 10 : defaults.LearningRate),
            LrSchedulerType = root["lr_scheduler_type"].AsText() ?? defaults.LrSchedulerType,
            WarmupRatio = root["warmup_ratio"].AsNumber() ?? defaults.WarmupRatio,
            WarmupSteps = (int?)root["warmup_steps"].AsInteger() ?? defaults.WarmupSteps,
            NumTrainEpochs = root["num_train_epochs"].AsNumber() ?? defaults.NumTrainEpochs,
            MaxSteps = (int?)root["max_steps"].AsInteger() ?? defaults.MaxSteps,
            PerDeviceTrainBatchSize = (int?)root["per_device_train_batch_size"].AsInteger() ?? defaults.PerDeviceTrainBatchSize,
            WeightDecay = root["weight_decay"].AsNumber() ?? defaults.WeightDecay,
            AdamBeta1 = root["adam_beta1"].AsNumber() ?? defaults.AdamBeta1,
            AdamBeta2 = root["adam_beta2"].AsNumber() ?? defaults.AdamBeta2,
            AdamEpsilon = root["adam_epsilon"].AsNumber() ?? defaults.AdamEpsilon,
            MaxGradNorm = root["max_grad_norm"].AsNumber() ?? defaults.MaxGradNorm,
            MaxLength = (int?)root["max_length"].AsInteger(),
            Seed = (int?)root["seed"].AsInteger() ?? defaults.Seed,
            LoggingSteps = (int?)root["logging_steps"].AsInteger() ?? defaults.LoggingSteps,
            SaveSteps = (int?)root["save_steps"].AsInteger() ?? defaults.SaveSteps,
            GradientCheckpointing = root["gradient_checkpointing"].AsBoolean() ?? defaults.GradientCheckpointing,
            SaveTotalLimit = (int?)root["save_total_limit"].AsInteger() ?? defaults.SaveTotalLimit,
            EvalStrategy = root["eval_strategy"].AsText() ?? defaults.EvalStrategy,
            EvalSteps = (int?)root["eval_steps"].AsInteger(),
            MetricForBestModel = best,
            GreaterIsBetter = root["greater_is_better"].AsBoolean() ?? best != "loss",
            LoadBestModelAtEnd = root["load_best_model_at_end"].AsBoolean() ?? defaults.LoadBestModelAtEnd,
            EarlyStopInterval = (int?)root["early_stop_interval"].AsInteger(),
            Environment = root["ENV"].AsEntries()
                .Where(entry => entry.Value.AsText() is not null)
                .ToDictionary(entry => entry.Key.Text, entry => entry.Value.AsText()!, StringComparer.Ordinal),
        };
        return settings with
        {
            GradientAccumulationSteps = (int?)root["gradient_accumulation_steps"].AsInteger() ?? Math.Max(1, (SamplesOfAStep + settings.PerDeviceTrainBatchSize - 1) / settings.PerDeviceTrainBatchSize),
            TorchDtype = root["torch_dtype"].AsText() ?? ModelDtype.Of(settings.ModelFolder) ?? defaults.TorchDtype,
        };
    }

    private static IReadOnlyList<KeyValuePair<string, double>> Numbers(YamlNode? map) =>
        [.. map.AsEntries().Where(entry => entry.Value.AsNumber() is not null).Select(entry => KeyValuePair.Create(entry.Key.Text, entry.Value.AsNumber()!.Value))];

    /// <summary>An error at a key's value, for what is found wrong later; at (1,1) where the key is not given. No secret of the file is in it.</summary>
    public Diagnostic Error(string code, string message, string key)
    {
        var (line, column) = File.Root.PlaceOf(key);
        return SecretMask.Of(File).Apply(new Diagnostic(code, message, File.Path, line, column));
    }
}
