using DatasetPipeline.Models;
using DatasetPipeline.Training;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Train.Training;

namespace DatasetPipeline.Train.Starter;

/// <summary>One part of the starter model's training: all weights, on drawn pictures and written sentences.</summary>
/// <param name="model">The model that learns.</param>
/// <param name="settings">The part's recipe.</param>
/// <param name="textsForEachPicture">Sentences without a picture beside each sample with one.</param>
internal sealed class StarterTraining(VisionLanguageModel model, TrainSettings settings, int textsForEachPicture)
{
    /// <summary>Takes every step.</summary>
    public IEnumerable<StepResult> Run(CancellationToken cancellation)
    {
        var parameters = model.Weights.Values.ToLookup(weight => weight.dim() > 1);
        using var optimizer = new AdamW([new([.. parameters[true]]), new([.. parameters[false]], Decays: false)], settings.AdamBeta1, settings.AdamBeta2, settings.AdamEpsilon, settings.WeightDecay);
        var rate = new LearningRate(settings.LearningRate, settings.LrSchedulerType, settings.WarmupSteps, settings.MaxSteps);
        var samples = new StarterSet(model, settings.Seed, settings.PerDeviceTrainBatchSize, textsForEachPicture * settings.PerDeviceTrainBatchSize);
        foreach (var step in TrainingLoop.Run(model, optimizer, rate, settings.MaxGradNorm, settings.Seed, samples.At, cancellation))
            yield return step;
    }
}
