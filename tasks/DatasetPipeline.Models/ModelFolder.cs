using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Families;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models;

/// <summary>Opens model folders in the Hugging Face layout.</summary>
public static class ModelFolder
{
    private delegate VisionLanguageModel Family(ModelConfig config, IWeights weights, ModelProcessor processor, torch.ScalarType dtype);

    private static readonly SortedDictionary<string, Family> Families = new(StringComparer.Ordinal)
    {
        ["qwen3_vl"] = (config, weights, processor, dtype) => new Qwen3Vl(config, weights, processor, dtype),
    };

    /// <summary>The model of a folder, its weights as <paramref name="dtype"/>.</summary>
    /// <exception cref="DiagnosticException">A file or tensor that is missing, broken or of another model (DSP80xx).</exception>
    public static VisionLanguageModel Open(string folder, torch.ScalarType dtype = torch.ScalarType.Float32)
    {
        if (!Directory.Exists(folder))
            throw new DiagnosticException(Codes.ModelFileMissing, "The model's folder is not there; check 'model' in train.yaml.", Path.GetFullPath(folder));
        using var checkpoint = Checkpoint.Open(folder);
        var model = Open(folder, dtype, checkpoint);
        checkpoint.Finish();
        return model;
    }

    /// <summary>The folder's architecture with other weights, e.g. random ones.</summary>
    public static VisionLanguageModel Open(string folder, torch.ScalarType dtype, IWeights weights)
    {
        var path = Path.Combine(folder, "config.json");
        var config = ModelConfig.Read(path);
        var type = config.Text("model_type") ?? throw config.Wrong("model_type", "the name of an architecture");
        if (!Families.TryGetValue(type, out var family))
            throw new DiagnosticException(Codes.UnknownArchitecture, $"The architecture '{type}' is not known here; known are {string.Join(", ", Families.Keys)}.", path);
        return family(config, weights, ModelProcessor.Open(folder), dtype);
    }
}
