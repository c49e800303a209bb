using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Kernels;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Text;
using TorchSharp;

namespace DatasetPipeline.Models.Lora;

/// <summary>A LoRA adapter beside linear layers of a model, in PEFT's two files.</summary>
public sealed class Adapter
{
    /// <summary>The file of tensors.</summary>
    public const string TensorsFile = "adapter_model.safetensors";

    private const string BeforeEach = "base_model.model.";

    /// <summary>The file of settings.</summary>
    public const string ConfigFile = "adapter_config.json";

    private const string A = "lora_A.weight";
    private const string B = "lora_B.weight";
    private const string Magnitude = "lora_magnitude_vector";
    private static readonly string[] OtherArithmetic =
    [
        "alora_invocation_tokens", "arrow_config", "fan_in_fan_out", "layer_replication", "lora_bias", "monteclora_config", "target_parameters",
        "trainable_token_indices", "use_bdlora", "use_qalora", "velora_config",
    ];

    // Read here, or about how it was trained, or about which layers, which the tensors' names say.
    private static readonly string[] Known =
    [
        "alpha_pattern", "auto_mapping", "base_model_name_or_path", "bias", "corda_config", "ensure_weight_tying", "eva_config", "exclude_modules", "inference_mode",
        "init_lora_weights", "layers_pattern", "layers_to_transform", "loftq_config", "lora_alpha", "lora_dropout", "lora_dtype", "lora_ga_config", "lorap_emb_lr",
        "lorap_lr_ratio", "megatron_config", "megatron_core", "modules_to_save", "peft_type", "peft_version", "qalora_group_size", "r", "rank_pattern", "revision",
        "runtime_config", "target_modules", "task_type", "use_dora", "use_rslora",
    ];

    // Starts that leave the base model's weights as they are; pissa, olora, corda, loftq and lora_ga do not.
    private static readonly string[] PlainStarts = ["gaussian", "eva", "orthogonal"];

    private readonly IReadOnlyList<Linear> _linears;

    private Adapter(LoraSettings settings, IReadOnlyList<Linear> linears) => (Settings, _linears) = (settings, linears);

    /// <summary>Its shape.</summary>
    public LoraSettings Settings { get; }

    /// <summary>What learns of each layer, by the names that PEFT gives it since transformers 4.52.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> Tensors =>
        _linears.SelectMany(linear => linear.Lora!.Tensors.Select(t => KeyValuePair.Create(Prefix(linear) + t.Key, t.Value)));

    /// <summary>The layer that a tensor of <see cref="Tensors"/> belongs to.</summary>
    public static string LayerOf(string tensor) => tensor[BeforeEach.Length..tensor.LastIndexOf(".lora_", StringComparison.Ordinal)];

    /// <summary>
    /// Puts a new adapter beside the layers: A uniform as PEFT has it (Kaiming with a = √5), B zero and DoRA's magnitudes
    /// the weights' own, so nothing changes yet.
    /// </summary>
    public static Adapter Attach(IEnumerable<Linear> linears, LoraSettings settings, long seed)
    {
        using var generator = new torch.Generator((ulong)seed);
        var adapter = new Adapter(settings, [.. linears]);
        foreach (var linear in adapter._linears)
        {
            var own = settings.Of(linear.Name);
            var bound = 1 / Math.Sqrt(linear.InFeatures);
            var a = torch.rand([own.R, linear.InFeatures], torch.ScalarType.Float32, generator: generator).mul_(Constant.Of(2 * bound)).sub_(Constant.Of(bound));
            var b = torch.zeros(linear.OutFeatures, own.R);
            linear.Lora = own.UseDora ? new DoraLayer(linear, a, b, own.Scaling) : new LoraLayer(a, b, own.Scaling);
        }

        return adapter;
    }

    /// <summary>From now on each layer drops lora_dropout of what goes into A and scales up the rest; what is random in a layer comes from the seed of its <see cref="LayerPass"/>.</summary>
    public void StartDropout()
    {
        if (Settings.LoraDropout <= 0)
            return;
        foreach (var linear in _linears)
            linear.Lora!.Dropout = x => Dropout.Of(x, Settings.LoraDropout, Draws.Next());
    }

    /// <summary>Puts an adapter of a folder beside the layers that it names.</summary>
    /// <exception cref="DiagnosticException">Missing or broken files (DSP8001, 8002, 8004), or tensors that do not fit the model (DSP8009).</exception>
    public static Adapter Load(VisionLanguageModel model, string folder)
    {
        var config = ModelConfig.Read(Path.Combine(folder, ConfigFile));
        Refuse(config);
        var settings = new LoraSettings((int)config.Count("r"), config.Number("lora_alpha"), 0, config.Flag("use_rslora", otherwise: false), config.Flag("use_dora", otherwise: false))
        {
            RankPattern = Patterns(config, "rank_pattern", (ranks, key) => ranks.Count(key)),
            AlphaPattern = Patterns(config, "alpha_pattern", (alphas, key) => alphas.Number(key)),
        };
        using var file = SafetensorsFile.Open(Path.Combine(folder, TensorsFile));
        var entries = Entries(model, file);
        var linears = model.Linears.Where(l => entries.ContainsKey(Prefix(l) + A)).ToList();
        Check(file, entries, linears, settings);
        foreach (var linear in linears)
        {
            var scaling = settings.Of(linear.Name).Scaling;
            linear.Lora = settings.UseDora
                ? new DoraLayer(linear, Read(linear, A), Read(linear, B), scaling, Read(linear, Magnitude))
                : new LoraLayer(Read(linear, A), Read(linear, B), scaling);
        }

        return new Adapter(settings, linears);

        torch.Tensor Read(Linear linear, string name) => file.Read(entries[Prefix(linear) + name].Name).to(torch.ScalarType.Float32);
    }

    /// <summary>The same layers, to learn on with another dropout.</summary>
    public Adapter With(double loraDropout) => new(Settings with { LoraDropout = loraDropout }, _linears);

    /// <summary>Puts the adapter into the weights and takes it away; the model says what it said with it.</summary>
    public void Merge()
    {
        foreach (var linear in _linears)
            linear.Merge();
    }

    /// <summary>Writes PEFT's two files.</summary>
    /// <param name="folder">Where to; it is made.</param>
    /// <param name="model">The model that it belongs to.</param>
    /// <param name="name">train.yaml's own words for the model.</param>
    public void Save(string folder, VisionLanguageModel model, string name)
    {
        var inLanguage = _linears.All(model.LanguageLinears.ToHashSet().Contains);
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(Path.Combine(folder, TensorsFile), Tensors);
        var config = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["alpha_pattern"] = Json(Settings.AlphaPattern),
            ["base_model_name_or_path"] = name,
            ["bias"] = "none",
            ["exclude_modules"] = inLanguage ? $@".*({string.Join('|', model.Towers)})\..*" : null, // else PEFT reaches into the towers that share these names
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["lora_alpha"] = Settings.LoraAlpha,
            ["lora_dropout"] = Settings.LoraDropout,
            ["modules_to_save"] = null,
            ["peft_type"] = "LORA",
            ["r"] = Settings.R,
            ["rank_pattern"] = Json(Settings.RankPattern),
            ["target_modules"] = (inLanguage ? _linears.Select(l => l.Name[(l.Name.LastIndexOf('.') + 1)..]) : Endings(model)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ["task_type"] = "CAUSAL_LM",
            ["use_dora"] = Settings.UseDora,
            ["use_rslora"] = Settings.UseRslora,
        };
        var json = JsonSerializer.Serialize(config, new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" });
        var path = Path.Combine(folder, ConfigFile);
        File.WriteAllText(path + ".tmp", json + "\n");
        File.Move(path + ".tmp", path, overwrite: true);
    }

    // PEFT adapts each module whose name ends so: for each layer the shortest ending that no other module has, a layer that
    // gets no adapter, a norm, or what holds them. A list, as some servers read no regular expression.
    private IEnumerable<string> Endings(VisionLanguageModel model)
    {
        var adapted = _linears.Select(linear => linear.Name).ToHashSet(StringComparer.Ordinal);
        var others = model.Weights.Keys
            .SelectMany(key => key.Index().Where(letter => letter.Item == '.').Select(letter => key[..letter.Index]))
            .Where(module => !adapted.Contains(module))
            .Distinct(StringComparer.Ordinal)
            .SelectMany(EndingsOf)
            .ToHashSet(StringComparer.Ordinal);
        return adapted.Select(name => EndingsOf(name).FirstOrDefault(ending => !others.Contains(ending)) ?? name);

        // The shortest first.
        static IEnumerable<string> EndingsOf(string name) => name.Index().Where(letter => letter.Item == '.').Select(letter => name[(letter.Index + 1)..]).Reverse().Append(name);
    }

    // What would make another forward pass than x W + B A x: an adapter that is nearly right is a wrong model.
    private static void Refuse(ModelConfig config)
    {
        config.Only("peft_type", "LORA");
        config.Only("bias", "none");
        config.Empty("modules_to_save");
        foreach (var key in config.Keys.Where(config.IsSet))
        {
            if (OtherArithmetic.Contains(key))
                throw config.Wrong(key, "left out or false; what it asks for is not computed here");
            if (!Known.Contains(key))
                throw config.Wrong(key, "left out; it is not known here, so what it changes is not either");
        }

        if (config.TextOrNull("init_lora_weights") is { } start && !PlainStarts.Contains(start))
            throw config.Wrong("init_lora_weights", $"true or one of {string.Join(", ", PlainStarts)}: such a start changes the base model's own weights, and the adapter fits those alone. Save it with path_initial_model_for_weight_conversion, which makes it a plain one");
    }

    // In the file's order, in which the first that fits counts.
    private static IReadOnlyList<LayerPattern> Patterns(ModelConfig config, string key, Func<ModelConfig, string, double> value)
    {
        if (!config.IsSet(key))
            return [];
        var section = config.Section(key);
        return [.. section.Keys.Select(Of)];

        LayerPattern Of(string pattern)
        {
            try
            {
                return new(pattern, value(section, pattern));
            }
            catch (ArgumentException)
            {
                throw section.Wrong(pattern, "a number under a regular expression, and it is none");
            }
        }
    }

    private static JsonObject Json(IReadOnlyList<LayerPattern> patterns) =>
        new(patterns.Select(pattern => KeyValuePair.Create(pattern.Pattern, (JsonNode?)JsonValue.Create(pattern.Value))));

    private static string Prefix(Linear linear) => BeforeEach + linear.Name + ".";

    // By the names of today; before transformers 4.52 PEFT took those of the checkpoint's layout.
    private static Dictionary<string, SafetensorsEntry> Entries(VisionLanguageModel model, SafetensorsFile file)
    {
        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        foreach (var (key, entry) in file.Entries)
        {
            var own = key.StartsWith(BeforeEach, StringComparison.Ordinal) ? model.Names.NamesOf(key[BeforeEach.Length..]) : [];
            if (!entries.TryAdd(own is [var name] ? BeforeEach + name : key, entry))
                throw new DiagnosticException(Codes.AdapterMismatch, $"The adapter holds '{Shown.Name(key)}' in two layouts; save it again with one version of PEFT.", file.Path);
        }

        return entries;
    }

    private static void Check(SafetensorsFile file, Dictionary<string, SafetensorsEntry> entries, List<Linear> linears, LoraSettings settings)
    {
        var expected = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var linear in linears)
        {
            var rank = settings.Of(linear.Name).R;
            expected[Prefix(linear) + A] = [rank, linear.InFeatures];
            expected[Prefix(linear) + B] = [linear.OutFeatures, rank];
            if (settings.UseDora)
                expected[Prefix(linear) + Magnitude] = [linear.OutFeatures];
        }

        var wrong = entries.Keys.Where(k => !expected.ContainsKey(k)).Select(k => $"'{Shown.Name(k)}' has no layer in the model")
            .Concat(expected.Where(e => !entries.TryGetValue(e.Key, out var found) || !found.Shape.SequenceEqual(e.Value))
                .Select(e => $"'{e.Key}' should have shape {Shapes.Text(e.Value)}{(entries.TryGetValue(e.Key, out var found) ? " and has " + Shapes.Text(found.Shape) : " and is not there")}"))
            .Concat(entries.Values.Where(e => !e.IsFloating).Select(e => $"'{Shown.Name(e.Name)}' holds {e.Type} and not floating-point numbers"))
            .Order(StringComparer.Ordinal).ToList();
        if (wrong.Count > 0)
            throw new DiagnosticException(Codes.AdapterMismatch, $"The adapter does not fit the model: {string.Join("; ", wrong.Take(10))}{(wrong.Count > 10 ? $" and {wrong.Count - 10} more" : "")}. Use the base model that it was trained on.", file.Path);
        if (linears.Count == 0)
            throw new DiagnosticException(Codes.AdapterMismatch, "The adapter holds no tensor for this model, so it would do nothing.", file.Path);
    }
}
