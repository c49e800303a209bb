using DatasetPipeline.Models;
using DatasetPipeline.Training;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Train.Training;

namespace DatasetPipeline.Train.Starter.Saying;

/// <summary>
/// The starter model learns to say what its tower sees: in both languages of each drawn picture, and beside them sentences without
/// one, so that words which no picture needs are known too. With freeze_vit the tower stays as it is.
/// </summary>
/// <param name="model">The model that learns.</param>
/// <param name="settings">The part's recipe; a batch is so many pictures.</param>
internal sealed class SayingTraining(VisionLanguageModel model, TrainSettings settings)
{
    public const int TextsForEachPicture = 2;

    /// <summary>Takes every step.</summary>
    public IEnumerable<StepResult> Run(CancellationToken cancellation)
    {
        using var optimizer = new StarterOptimizer(model.Weights.Where(weight => !settings.FreezeVit || !weight.Key.Contains(".visual.", StringComparison.Ordinal)), settings);
        var rate = new LearningRate(settings.LearningRate, settings.LrSchedulerType, settings.WarmupSteps, settings.MaxSteps);
        var samples = new SayingSet(model, settings.Seed, settings.PerDeviceTrainBatchSize, TextsForEachPicture * settings.PerDeviceTrainBatchSize, inBothLanguages: true);
        foreach (var step in TrainingLoop.Run(model, optimizer, rate, settings.MaxGradNorm, settings.Seed, samples.At, cancellation))
            yield return step;
    }
}
