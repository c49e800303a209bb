using System.Text.Json;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Lora;

/// <summary>A LoRA adapter beside linear layers of a model, in PEFT's two files.</summary>
public sealed class Adapter
{
    /// <summary>The file of tensors.</summary>
    public const string TensorsFile = "adapter_model.safetensors";

    /// <summary>The file of settings.</summary>
    public const string ConfigFile = "adapter_config.json";

    private readonly IReadOnlyList<Linear> _linears;

    private Adapter(LoraSettings settings, IReadOnlyList<Linear> linears) => (Settings, _linears) = (settings, linears);

    /// <summary>Its shape.</summary>
    public LoraSettings Settings { get; }

    /// <summary>A and B of each layer by the names that PEFT gives them since transformers 4.52.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> Tensors => _linears.SelectMany(linear => new KeyValuePair<string, torch.Tensor>[]
    {
        new(KeyOf(linear, 'A'), linear.Lora!.A),
        new(KeyOf(linear, 'B'), linear.Lora.B),
    });

    /// <summary>Puts a new adapter beside the layers: A uniform as PEFT has it (Kaiming with a = √5), B zero, so nothing changes yet.</summary>
    public static Adapter Attach(IEnumerable<Linear> linears, LoraSettings settings, long seed)
    {
        using var generator = new torch.Generator((ulong)seed);
        var adapter = new Adapter(settings, [.. linears]);
        foreach (var linear in adapter._linears)
        {
            var (outFeatures, inFeatures) = (linear.Weight.shape[0], linear.Weight.shape[1]);
            var bound = 1 / Math.Sqrt(inFeatures);
            var a = torch.rand([settings.R, inFeatures], torch.ScalarType.Float32, generator: generator).mul_(2 * bound).sub_(bound);
            linear.Lora = new LoraLayer(a, torch.zeros(outFeatures, settings.R), settings.Scaling);
        }

        return adapter;
    }

    /// <summary>Puts an adapter of a folder beside the layers that it names.</summary>
    /// <exception cref="DiagnosticException">Missing or broken files (DSP8001, 8002, 8004), or tensors that do not fit the model (DSP8009).</exception>
    public static Adapter Load(VisionLanguageModel model, string folder)
    {
        var config = ModelConfig.Read(Path.Combine(folder, ConfigFile));
        config.Only("peft_type", "LORA");
        config.Only("bias", "none");
        if (config.Flag("use_dora", otherwise: false))
            throw config.Wrong("use_dora", "false; DoRA is not read here yet");
        if (config.Flag("fan_in_fan_out", otherwise: false))
            throw config.Wrong("fan_in_fan_out", "false; the layers here are not transposed");
        foreach (var pattern in (string[])["alpha_pattern", "rank_pattern", "modules_to_save"])
            config.Empty(pattern);
        var settings = new LoraSettings((int)config.Count("r"), config.Number("lora_alpha"), 0, config.Flag("use_rslora", otherwise: false));
        using var file = SafetensorsFile.Open(Path.Combine(folder, TensorsFile));
        var linears = model.LanguageLinears.Where(l => file.Entries.ContainsKey(KeyOf(l, 'A'))).ToList();
        Check(file, linears, settings.R);
        foreach (var linear in linears)
            linear.Lora = new LoraLayer(Read(KeyOf(linear, 'A')), Read(KeyOf(linear, 'B')), settings.Scaling);
        return new Adapter(settings, linears);

        torch.Tensor Read(string key) => file.Read(key).to(torch.ScalarType.Float32);
    }

    /// <summary>Writes PEFT's two files.</summary>
    /// <param name="folder">Where to; it is made.</param>
    /// <param name="baseModel">train.yaml's own words for the model.</param>
    public void Save(string folder, string baseModel)
    {
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(Path.Combine(folder, TensorsFile), Tensors);
        var config = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["alpha_pattern"] = new Dictionary<string, int>(StringComparer.Ordinal),
            ["base_model_name_or_path"] = baseModel,
            ["bias"] = "none",
            ["exclude_modules"] = @".*(visual|vision_tower|vision_model)\..*", // else PEFT reaches into the towers that share these names
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["lora_alpha"] = Settings.LoraAlpha,
            ["lora_dropout"] = Settings.LoraDropout,
            ["modules_to_save"] = null,
            ["peft_type"] = "LORA",
            ["r"] = Settings.R,
            ["rank_pattern"] = new Dictionary<string, int>(StringComparer.Ordinal),
            ["target_modules"] = _linears.Select(l => l.Name[(l.Name.LastIndexOf('.') + 1)..]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ["task_type"] = "CAUSAL_LM",
            ["use_dora"] = false,
            ["use_rslora"] = Settings.UseRslora,
        };
        var json = JsonSerializer.Serialize(config, new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" });
        var path = Path.Combine(folder, ConfigFile);
        File.WriteAllText(path + ".tmp", json + "\n");
        File.Move(path + ".tmp", path, overwrite: true);
    }

    private static string KeyOf(Linear linear, char matrix) => $"base_model.model.{linear.Name}.lora_{matrix}.weight";

    private static void Check(SafetensorsFile file, List<Linear> linears, int rank)
    {
        var expected = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var linear in linears)
        {
            expected[KeyOf(linear, 'A')] = [rank, linear.Weight.shape[1]];
            expected[KeyOf(linear, 'B')] = [linear.Weight.shape[0], rank];
        }

        var wrong = file.Entries.Keys.Where(k => !expected.ContainsKey(k)).Select(k => $"'{k}' has no layer in the model")
            .Concat(expected.Where(e => !file.Entries.TryGetValue(e.Key, out var found) || !found.Shape.SequenceEqual(e.Value))
                .Select(e => $"'{e.Key}' should have shape {Shapes.Text(e.Value)}{(file.Entries.TryGetValue(e.Key, out var found) ? " and has " + Shapes.Text(found.Shape) : " and is not there")}"))
            .Concat(file.Entries.Values.Where(e => !e.IsFloating).Select(e => $"'{e.Name}' holds {e.Type} and not floating-point numbers"))
            .Order(StringComparer.Ordinal).ToList();
        if (wrong.Count > 0)
            throw new DiagnosticException(Codes.AdapterMismatch, $"The adapter does not fit the model: {string.Join("; ", wrong.Take(10))}{(wrong.Count > 10 ? $" and {wrong.Count - 10} more" : "")}. Use the base model that it was trained on.", file.Path);
        if (linears.Count == 0)
            throw new DiagnosticException(Codes.AdapterMismatch, "The adapter holds no tensor for this model, so it would do nothing.", file.Path);
    }
}
