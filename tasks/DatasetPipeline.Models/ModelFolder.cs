using System.Reflection;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models;

/// <summary>Opens model folders in the Hugging Face layout.</summary>
public static class ModelFolder
{
    // A family is a class with its architecture's name on it, so that a new one is a new file and nothing else.
    private static readonly SortedDictionary<string, Type> Families = new(
        (from type in typeof(ModelFolder).Assembly.GetTypes()
         from name in type.GetCustomAttribute<ArchitectureAttribute>()?.ModelTypes ?? []
         select KeyValuePair.Create(name, type)).ToDictionary(), StringComparer.Ordinal);

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
        object[] parts = [config, weights, ModelProcessor.Open(folder), dtype];
        return (VisionLanguageModel)Activator.CreateInstance(family, BindingFlags.DoNotWrapExceptions, null, parts, null)!;
    }
}
