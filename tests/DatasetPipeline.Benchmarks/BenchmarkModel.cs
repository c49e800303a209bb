using System.Text.Json.Nodes;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Checkpoints;
using TorchSharp;

namespace DatasetPipeline.Benchmarks;

/// <summary>A Qwen3-VL of random weights: the geometry that the peers were measured on, 122.8 million parameters.</summary>
internal sealed class BenchmarkModel : IDisposable
{
    /// <param name="layers">Layers of the language model; 12 are the peers'.</param>
    /// <param name="hidden">Its width; 640 is the peers'.</param>
    public BenchmarkModel(int layers = 12, int hidden = 640)
    {
        var starter = Path.Combine(BuildBenchmark.RepositoryRoot(AppContext.BaseDirectory), "models", "starter");
        foreach (var name in (string[])["tokenizer.json", "tokenizer_config.json", "generation_config.json"])
        {
            if (File.Exists(Path.Combine(starter, name)))
                File.Copy(Path.Combine(starter, name), Path.Combine(Folder, name));
        }

        var config = Read(starter, "config.json");
        var text = config["text_config"]!.AsObject();
        foreach (var (key, value) in new (string, int)[] { ("vocab_size", 32000), ("hidden_size", hidden), ("intermediate_size", hidden * 14 / 5), ("num_hidden_layers", layers), ("num_attention_heads", 10), ("num_key_value_heads", 2), ("head_dim", 64), ("rope_theta", 5_000_000) })
            text[key] = value;
        text["rope_scaling"]!["mrope_section"] = new JsonArray(12, 10, 10);
        var vision = config["vision_config"]!.AsObject();
        foreach (var (key, value) in new (string, int)[] { ("depth", 8), ("hidden_size", 512), ("num_heads", 8), ("intermediate_size", 2048), ("patch_size", 16), ("spatial_merge_size", 2), ("out_hidden_size", hidden), ("num_position_embeddings", 2304) })
            vision[key] = value;
        vision["deepstack_visual_indexes"] = new JsonArray(2, 4, 6);
        File.WriteAllText(Path.Combine(Folder, "config.json"), config.ToJsonString());
        var preprocessor = Read(starter, "preprocessor_config.json");
        preprocessor["size"]!["longest_edge"] = 1 << 20;
        File.WriteAllText(Path.Combine(Folder, "preprocessor_config.json"), preprocessor.ToJsonString());

        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        SafetensorsWriter.Write(Path.Combine(Folder, "model.safetensors"), ModelFolder.Open(Folder, torch.ScalarType.BFloat16, new RandomWeights(1)).Weights);
    }

    /// <summary>Where it lies until it is disposed of.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("bench-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static JsonObject Read(string folder, string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, name)))!.AsObject();
}
