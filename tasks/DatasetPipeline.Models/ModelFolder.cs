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
    /// <param name="folder">In the Hugging Face layout.</param>
    /// <param name="dtype">Of the weights, and of what is computed.</param>
    /// <param name="doubleQuantization">Keeps the language model's linear layers in four bits (NF4), with bnb_4bit_use_double_quant as it says; null leaves them.</param>
    /// <exception cref="DiagnosticException">A file or tensor that is missing, broken or of another model (DSP80xx).</exception>
    public static VisionLanguageModel Open(string folder, torch.ScalarType dtype = torch.ScalarType.Float32, bool? doubleQuantization = null)
    {
        Require(folder);
        using var checkpoint = Checkpoint.Open(folder);
        var model = Open(folder, dtype, checkpoint);
        checkpoint.Finish();
        if (doubleQuantization is { } twice)
        {
            foreach (var linear in model.LanguageLinears)
                checkpoint.Quantize(linear, twice);
            NativeHeap.GiveBack();
        }

        return model;
    }

    /// <summary>Refuses what cannot be a model before its weights are looked at.</summary>
    /// <exception cref="DiagnosticException">No folder (DSP8001), no config.json, or weights that are quantised (DSP8002).</exception>
    public static void Require(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DiagnosticException(Codes.ModelFileMissing, $"{(File.Exists(folder) ? "This is a file and no model's folder" : "The model's folder is not there")}; check 'model' in train.yaml, or the path that was given.", Path.GetFullPath(folder));
        if (LoneAdapter.Problem(folder) is { } problem)
            throw new DiagnosticException(Codes.ModelFileMissing, problem, Path.GetFullPath(folder));
        var config = ModelConfig.Read(Path.Combine(folder, "config.json"));
        foreach (var part in (ModelConfig?[])[config, config.SectionOrNull("text_config"), config.SectionOrNull("llm_config")])
        {
            if (part?.SectionOrNull("quantization_config") is { } quantisation)
                throw config.Error($"'quantization_config' says that the weights are quantised{(quantisation.MethodOfQuantisation() is { } method ? $" by {method}" : "")}, which is not read here. Take the checkpoint that it was made from; quant_bits in train.yaml trains beside weights of 4 bits.");
        }
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
