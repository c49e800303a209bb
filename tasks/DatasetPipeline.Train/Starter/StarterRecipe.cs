using DatasetPipeline.Models;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Starter;

/// <summary>How models/starter is made from nothing: its files, then its parts one after the other.</summary>
internal static class StarterRecipe
{
    /// <summary>The parts in their order: the recipe's file, and sentences without a picture beside each sample with one.</summary>
    public static readonly (string File, int TextsForEachPicture)[] Parts = [("1-pictures.yaml", 0), ("2-texts.yaml", 8)];

    /// <summary>A part's settings.</summary>
    /// <param name="part">The first is 0.</param>
    public static TrainSettings Settings(int part) => TrainSettings.Read(Path.Combine(AppContext.BaseDirectory, "Starter", Parts[part].File));

    /// <summary>Tokenizer and configuration, and weights that have learned nothing.</summary>
    public static void Begin(string folder)
    {
        var seed = Settings(0).Seed;
        StarterFiles.Write(folder, seed);
        Save(folder, Untrained(folder));
    }

    /// <summary>The folder's model as it was before training.</summary>
    public static VisionLanguageModel Untrained(string folder) => ModelFolder.Open(folder, torch.ScalarType.Float32, new RandomWeights(Settings(0).Seed));

    /// <summary>Writes the weights as bfloat16.</summary>
    public static void Save(string folder, VisionLanguageModel model) => SafetensorsWriter.Write(
        Path.Combine(folder, "model.safetensors"),
        model.Weights.Select(weight => KeyValuePair.Create(weight.Key, weight.Value.detach().to(torch.ScalarType.BFloat16))));
}
