using DatasetPipeline.Models;
using DatasetPipeline.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Runs;

/// <summary>The model that train.yaml names, as an adapter meets it in training and afterwards.</summary>
internal static class BaseModel
{
    /// <summary>Its weights as torch_dtype or, those of the language model's linear layers, in four bits.</summary>
    public static VisionLanguageModel Open(TrainSettings settings) => Open(settings, settings.ModelFolder);

    /// <summary>A model that it became, in the same way.</summary>
    public static VisionLanguageModel Open(TrainSettings settings, string folder) => ModelFolder.Open(
        folder,
        settings.TorchDtype == "bfloat16" ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32,
        settings.QuantBits is null ? null : settings.Bnb4BitUseDoubleQuant);
}
