using DatasetPipeline.Models;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Training;
using DatasetPipeline.Train.Training;
using DatasetPipeline.Train.Starter.Saying;
using DatasetPipeline.Train.Starter.Seeing;
using TorchSharp;

namespace DatasetPipeline.Train.Starter;

/// <summary>How models/starter is made from nothing: its files, then its parts one after the other.</summary>
internal static class StarterRecipe
{
    /// <summary>The files of the parts, in their order.</summary>
    public static readonly string[] Parts = ["1-seeing.yaml", "2-saying.yaml"];

    /// <summary>A part's settings.</summary>
    /// <param name="part">The first is 0.</param>
    public static TrainSettings Settings(int part) => TrainSettings.Read(Path.Combine(AppContext.BaseDirectory, "Starter", Parts[part]));

    /// <summary>Takes every step of a part.</summary>
    public static IEnumerable<StepResult> Learn(int part, VisionLanguageModel model, TrainSettings settings, CancellationToken cancellation) =>
        part == 0 ? new SeeingTraining(model, settings).Run(cancellation) : new SayingTraining(model, settings).Run(cancellation);

    /// <summary>Tokenizer and configuration, and weights that have learned nothing.</summary>
    public static void Begin(string folder)
    {
        var seed = Settings(0).Seed;
        StarterFiles.Write(folder, seed);
        Save(folder, Untrained(folder));
    }

    /// <summary>The folder's model as it was before training.</summary>
    public static VisionLanguageModel Untrained(string folder) => ModelFolder.Open(folder, torch.ScalarType.Float32, new StarterWeights(Settings(0).Seed, StarterFiles.LanguageLayers));

    /// <summary>Writes the weights as bfloat16.</summary>
    public static void Save(string folder, VisionLanguageModel model) => SafetensorsWriter.Write(
        Path.Combine(folder, "model.safetensors"),
        model.Weights.Select(weight => KeyValuePair.Create(weight.Key, weight.Value.detach().to(torch.ScalarType.BFloat16))));
}
