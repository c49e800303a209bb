using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Checkpoints;

/// <summary>
/// Writes a model as a folder in the layout of the one that it began as: the same small files, the same names of tensors, other
/// numbers. Whatever opened that one opens this one.
/// </summary>
public static class CheckpointWriter
{
    private const long LargestConfig = 16 << 20;
    private const string Config = "config.json";
    private const string Weights = "model.safetensors";
    private const string Head = "lm_head.weight";

    // Configuration, tokenizer, processor, and a model's own code.
    private static readonly string[] SmallFiles = ["*.json", "*.txt", "*.jinja", "*.model", "*.py"];

    // Written anew here, or about the run that made that folder.
    private static readonly string[] NotCopied = [Config, Weights + ".index.json", Lora.Adapter.ConfigFile, "lineage.json", "records.txt", "args.json", "trainer_state.json"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Writes small files and weights, these as one file in the model's own type.</summary>
    /// <param name="folder">Where to; it is made.</param>
    /// <param name="model">The model, all of float32.</param>
    /// <param name="like">The folder that it began as.</param>
    public static void Write(string folder, VisionLanguageModel model, string like)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in SmallFiles.SelectMany(pattern => Directory.EnumerateFiles(like, pattern)).Where(file => !NotCopied.Contains(Path.GetFileName(file)) && RegularFile.LengthOf(file) > 0))
        {
            using var from = RegularFile.Open(file);
            using var to = File.Create(Path.Combine(folder, Path.GetFileName(file)));
            from.CopyTo(to);
        }

        var config = JsonNode.Parse(RegularFile.ReadAll(Path.Combine(like, Config), LargestConfig))!;
        Change(config, model.Weights.ContainsKey(Head));
        File.WriteAllText(Path.Combine(folder, Config), config.ToJsonString(Indented) + "\n");

        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        using var checkpoint = Checkpoint.Open(like);
        SafetensorsWriter.Write(Path.Combine(folder, Weights), checkpoint.Entries.Where(entry => entry.IsFloating).Select(entry => KeyValuePair.Create(entry.Name, Of(entry))));

        torch.Tensor Of(SafetensorsEntry entry) => model.Names.NamesOf(entry.Name) switch
        {
            [] => checkpoint.Read(entry).to(torch.ScalarType.Float32), // needed by nobody here
            [var name] => model.Weights[name],
            var parts => torch.cat([.. parts.Select(part => model.Weights[part])]),
        };
    }

    // Weights are what config.json says they are; and a head of its own is not taken for the embedding, whose like it is no more.
    private static void Change(JsonNode? node, bool hasHead)
    {
        if (node is not JsonObject section)
            return;
        foreach (var (key, value) in section.ToList())
        {
            if (key is "dtype" or "torch_dtype" && value is JsonValue)
                section[key] = "float32";
            else if (key == "tie_word_embeddings" && hasHead && value is JsonValue)
                section[key] = false;
            else
                Change(value, hasHead);
        }
    }
}
