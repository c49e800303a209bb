using DatasetPipeline.Models;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Generation;
using DatasetPipeline.Tokens;
using DatasetPipeline.Training;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Train.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Starter;

/// <summary>Makes models/starter from nothing: a tokenizer, random weights, and the training of all of them on drawn pictures.</summary>
internal sealed class StarterTraining(TrainSettings settings, string folder, VisionLanguageModel model)
{
    // Pictures that training never draws: steps that no training reaches.
    private const int HeldOut = 1 << 26;
    private const int HeldOutBatches = 8;
    private const int ReadSamples = 60;

    /// <summary>The model that learns.</summary>
    public VisionLanguageModel Model { get; } = model;

    /// <summary>A new model; its tokenizer and configuration are written to the folder.</summary>
    public static StarterTraining Begin(TrainSettings settings, string folder)
    {
        Directory.CreateDirectory(folder);
        StarterFiles.Write(folder, settings.Seed);
        return Untrained(settings, folder);
    }

    /// <summary>The folder's model as it was before training.</summary>
    public static StarterTraining Untrained(TrainSettings settings, string folder) =>
        new(settings, folder, ModelFolder.Open(folder, torch.ScalarType.Float32, new RandomWeights(settings.Seed)));

    /// <summary>The folder's model as it is.</summary>
    public static StarterTraining Open(TrainSettings settings, string folder) => new(settings, folder, ModelFolder.Open(folder));

    /// <summary>Takes every step.</summary>
    public IEnumerable<StepResult> Run(CancellationToken cancellation)
    {
        var parameters = Model.Weights.Values.ToLookup(weight => weight.dim() > 1);
        using var optimizer = new AdamW([.. parameters[true]], [.. parameters[false]], settings.AdamBeta1, settings.AdamBeta2, settings.AdamEpsilon, settings.WeightDecay);
        var rate = new LearningRate(settings.LearningRate, settings.LrSchedulerType, settings.WarmupSteps, settings.MaxSteps);
        var samples = new StarterSet(Model, settings.Seed, settings.PerDeviceTrainBatchSize);
        foreach (var step in TrainingLoop.Run(Model, optimizer, rate, settings.MaxGradNorm, settings.Seed, samples.At, cancellation))
            yield return step;
    }

    /// <summary>Mean cross-entropy over the answers to pictures that it never learned from.</summary>
    public double HeldOutLoss(CancellationToken cancellation)
    {
        using var frozen = torch.no_grad();
        var samples = new StarterSet(Model, settings.Seed, settings.PerDeviceTrainBatchSize);
        var (loss, labels) = (0.0, 0);
        for (var i = 0; i < HeldOutBatches; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            foreach (var batch in samples.At(HeldOut + i))
            {
                loss += Model.SummedLoss(batch.Samples, batch.See(), out var count).item<float>();
                labels += count;
            }
        }

        return loss / labels;
    }

    /// <summary>What it says of pictures that it never learned from, beside what was drawn.</summary>
    public IEnumerable<(StarterSample Sample, string Answer)> Read(CancellationToken cancellation)
    {
        for (var i = 0; i < ReadSamples; i++)
        {
            using var scope = torch.NewDisposeScope();
            var sample = StarterSamples.Draw(settings.Seed, ((long)HeldOut * settings.PerDeviceTrainBatchSize) + i);
            var image = RgbImage.FromBytes(sample.Width, sample.Height, sample.Rgb);
            using var frozen = torch.no_grad();
            var prompt = Model.Processor.EncodePrompt(StarterSet.MessagesOf(sample), [image.Size]);
            var answer = Greedy.Generate(Model, prompt, [Model.See(Model.Processor.Process(image))], 96, cancellation);
            yield return (sample, Model.Processor.Tokenizer.Decode([.. answer.Ids], skipSpecialTokens: true));
        }
    }

    /// <summary>Writes the weights as bfloat16.</summary>
    public void Save() => SafetensorsWriter.Write(
        Path.Combine(folder, "model.safetensors"),
        Model.Weights.Select(weight => KeyValuePair.Create(weight.Key, weight.Value.detach().to(torch.ScalarType.BFloat16))));
}
