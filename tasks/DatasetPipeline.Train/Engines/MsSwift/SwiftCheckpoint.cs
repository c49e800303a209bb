using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Lora;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary>The adapter that a run of ms-swift has left.</summary>
internal static class SwiftCheckpoint
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The checkpoint to take: the best where train.yaml asks for it, else the last.</summary>
    /// <param name="files">Where the run lies.</param>
    /// <param name="end">The line in which the run tells of itself; null where it is missing.</param>
    /// <param name="best">load_best_model_at_end</param>
    /// <exception cref="DiagnosticException">There is none (DSP9020).</exception>
    public static string Find(SwiftFiles files, SwiftLine? end, bool best)
    {
        // Its own word is a path of the machine that it ran on; the folder's name is enough.
        var named = (string?[])[best ? end?.Text("best_model_checkpoint") : null, end?.Text("last_model_checkpoint")];
        var last = Directory.Exists(files.Run)
            ? Directory.GetDirectories(files.Run, "checkpoint-*")
                .Where(folder => StepOf(folder) > 0)
                .MaxBy(StepOf)
            : null;
        return named.OfType<string>().Select(path => Path.Combine(files.Run, Path.GetFileName(path))).Append(last).OfType<string>()
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, Adapter.TensorsFile)) && File.Exists(Path.Combine(folder, Adapter.ConfigFile)))
            ?? throw SwiftProcess.Failed(files, "ms-swift ended well and left no adapter in bin/ms-swift/run");
    }

    /// <summary>The step after which a checkpoint was made; 0 where its folder does not say.</summary>
    public static int StepOf(string checkpoint) => int.TryParse(checkpoint[(checkpoint.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : 0;

    /// <summary>Copies PEFT's two files. The settings name the base model as train.yaml does, and layers in a way that every server reads.</summary>
    public static void Copy(string checkpoint, string folder, string model)
    {
        var config = JsonNode.Parse(File.ReadAllBytes(Path.Combine(checkpoint, Adapter.ConfigFile)))!.AsObject();
        config["base_model_name_or_path"] = model;
        using (var tensors = SafetensorsFile.Open(Path.Combine(checkpoint, Adapter.TensorsFile)))
        {
            // base_model.model.….q_proj.lora_A.weight
            var layers = tensors.Entries.Keys.Select(key => key.Split(".lora_")[0]).Distinct(StringComparer.Ordinal).ToList();
            if (layers.TrueForAll(layer => layer.Contains("language_model.", StringComparison.Ordinal)))
            {
                config["target_modules"] = new JsonArray([.. layers.Select(layer => layer[(layer.LastIndexOf('.') + 1)..]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => (JsonNode)name)]);
                config["exclude_modules"] = @".*(visual|vision_tower|vision_model)\..*";
            }
        }

        File.Copy(Path.Combine(checkpoint, Adapter.TensorsFile), Path.Combine(folder, Adapter.TensorsFile));
        var sorted = new JsonObject(config.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone())));
        File.WriteAllText(Path.Combine(folder, Adapter.ConfigFile), sorted.ToJsonString(Indented) + "\n");
    }
}
