using DatasetPipeline.Models;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Runs;

/// <summary>Which kind of learner train.yaml or a folder is about.</summary>
internal static class Learners
{
    /// <summary>tuner_type: full</summary>
    public static bool IsWhole(TrainSettings settings) => settings.TunerType == "full";

    /// <summary>Opens the model that a training begins with, and what learns of it or beside it.</summary>
    public static ILearner Begin(TrainSettings settings, TrainingPlan plan) => Attach(
        IsWhole(settings) && plan.Increment is { } increment ? BaseModel.Open(settings, increment.Parent.Folder) : BaseModel.Open(settings), settings, plan);

    /// <summary>What would learn of a model or beside it; its weights need not have been read.</summary>
    public static ILearner Attach(VisionLanguageModel model, TrainSettings settings, TrainingPlan plan) =>
        IsWhole(settings) ? WeightsLearner.Begin(model, settings) : AdapterLearner.Begin(model, settings, plan.Increment);

    /// <summary>What was learned, from the folder of an adapter or of a whole model.</summary>
    /// <param name="settings">Names the base model and its type.</param>
    /// <param name="folder">One that <see cref="IsIn"/>.</param>
    public static ILearner Load(TrainSettings settings, string folder)
    {
        if (!File.Exists(Path.Combine(folder, Adapter.ConfigFile)))
            return new WeightsLearner(BaseModel.Open(settings, folder), settings);
        var model = BaseModel.Open(settings);
        return new AdapterLearner(model, Adapter.Load(model, folder), settings);
    }

    /// <summary>Whether a folder holds what was learned: an adapter, or a whole model.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, Adapter.ConfigFile)) || (File.Exists(Path.Combine(folder, "config.json")) && Directory.EnumerateFiles(folder, "*.safetensors").Any());
}
