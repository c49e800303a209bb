using System.Globalization;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Inspection;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Models.Quantization;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Train.Training;
using DatasetPipeline.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Runs;

/// <summary>Foresees that a training would run out of memory, before its first step.</summary>
internal static class MemoryCheck
{
    private const string Free = "DATASETPIPELINE_FREE_MEMORY_MIB";

    /// <param name="learner">What learns.</param>
    /// <param name="settings">train.yaml</param>
    /// <param name="samples">What will be trained on.</param>
    /// <exception cref="DiagnosticException">The largest batch does not fit (DSP9044), with the numbers and what would help.</exception>
    public static void Require(ILearner learner, TrainSettings settings, TrainingSet samples)
    {
        var batch = settings.PerDeviceTrainBatchSize;
        var (needed, free) = (Of(batch, settings.GradientCheckpointing), FreeBytes());
        if (free is null || needed <= free)
            return;
        var ways = new List<string>();
        if (!settings.GradientCheckpointing)
            ways.Add($"set gradient_checkpointing to true ({Size(Of(batch, isRecomputed: true))})");
        if (batch > 1)
            ways.Add($"set per_device_train_batch_size to 1 and gradient_accumulation_steps to {batch * settings.GradientAccumulationSteps} ({Size(Of(1, settings.GradientCheckpointing))})");
        if (!settings.FreezeVit)
            ways.Add("set freeze_vit to true");
        ways.Add("set a lower resolution in dataset.yaml, as most tokens are a picture's");
        if (Learners.IsWhole(settings))
            ways.Add($"{(settings.UseGalore ? "" : "set use_galore to true, or ")}set tuner_type to lora");
        else if (settings.TorchDtype == "float32")
            ways.Add("set torch_dtype to bfloat16");
        throw new DiagnosticException(settings.Error(
            Codes.TooLittleMemory,
            string.Create(CultureInfo.InvariantCulture, $"the largest batch has {samples.Largest(batch).Tokens:N0} tokens and needs about {Size(needed)} beside the model, and {Size(free.Value)} are free: {string.Join(", or ", ways)}"),
            "per_device_train_batch_size"));

        long Of(int size, bool isRecomputed) => Height(learner, settings, samples, size, isRecomputed).Beside;
    }

    /// <summary>What a training would take at its height, without reading a weight.</summary>
    /// <param name="settings">train.yaml</param>
    /// <param name="rows">What would be trained on.</param>
    /// <param name="attach">What would learn of a model.</param>
    /// <exception cref="DiagnosticException">A model, a row or layers that the training would refuse, or more than is free (DSP9044).</exception>
    public static TrainingMemory Foresee(TrainSettings settings, IReadOnlyList<SwiftRow> rows, Func<VisionLanguageModel, ILearner> attach)
    {
        var report = ModelReport.Of(settings.ModelFolder);
        if (report.Model is not { } model)
            throw new DiagnosticException(report.Refused);
        var learner = attach(model);
        var samples = new TrainingSet(model, rows, settings.PerDeviceTrainBatchSize, settings.GradientAccumulationSteps, settings.Seed, isRecomputed: settings.GradientCheckpointing);
        Require(learner, settings, samples);
        var height = Height(learner, settings, samples, settings.PerDeviceTrainBatchSize, settings.GradientCheckpointing, samples.Lengths(LearningRate.Of(settings, samples.StepsPerEpoch).Steps, TrainingMemory.MostLengths));
        return WithWeightsOf(model, settings, height);
    }

    // As they will be: the model is not quantised yet.
    private static TrainingMemory WithWeightsOf(VisionLanguageModel model, TrainSettings settings, TrainingMemory height)
    {
        var quantized = settings.QuantBits is null ? 0 : model.LanguageLinears.Sum(linear => linear.OutFeatures * linear.InFeatures);
        return height with { Weights = height.Weights - (quantized * (settings.TorchDtype == "bfloat16" ? 2 : 4)) + Nf4Weight.Foreseen(quantized) };
    }

    private static torch.ScalarType TypeOf(TrainSettings settings) => settings.TorchDtype == "bfloat16" ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;

    /// <summary>Why the model of train.yaml cannot be asked here, without reading a weight; null where it can.</summary>
    /// <param name="settings">train.yaml</param>
    /// <param name="tokens">Of the longest question with its answer.</param>
    public static string? KeepsFromAsking(TrainSettings settings, int tokens)
    {
        var report = ModelReport.Of(settings.ModelFolder);
        if (report.Model is not { } model)
            return report.Refused[0].Message;
        // A question goes through the layers as a training's sample that keeps one of them at a time.
        var needed = WithWeightsOf(model, settings, TrainingMemory.Of(model, TypeOf(settings), AdapterLearner.Shape(settings), tokens, 1, isRecomputed: true, lengths: TrainingMemory.MostLengths)).Total;
        return FreeBytes() is { } free && needed > free ? $"the model needs about {Size(needed)} of memory to be asked, and {Size(free)} are free" : null;
    }

    private static TrainingMemory Height(ILearner learner, TrainSettings settings, TrainingSet samples, int batch, bool isRecomputed, int lengths = 0)
    {
        var (tokens, learned, patches) = samples.Largest(batch);
        return TrainingMemory.Of(
            learner.Model,
            TypeOf(settings),
            learner.OptimizerBytes is null ? AdapterLearner.Shape(settings) : null,
            tokens,
            learned,
            batch,
            isRecomputed,
            patches,
            lengths,
            learner.OptimizerBytes ?? default);
    }

    /// <summary>Bytes as people say them.</summary>
    public static string Size(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB");

    // Null where the system does not say.
    private static long? FreeBytes()
    {
        if (long.TryParse(Environment.GetEnvironmentVariable(Free), NumberStyles.None, CultureInfo.InvariantCulture, out var given))
            return given << 20;
        const string File = "/proc/meminfo";
        if (!System.IO.File.Exists(File))
            return null;
        var line = System.IO.File.ReadLines(File).FirstOrDefault(entry => entry.StartsWith("MemAvailable:", StringComparison.Ordinal));
        if (line is null || !long.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes))
            return null;
        // A container may allow less than the machine has.
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;
        return Math.Min(kibibytes << 10, Math.Max(0, limit));
    }
}
