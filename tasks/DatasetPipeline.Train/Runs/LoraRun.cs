using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Records;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Train.Training;
using DatasetPipeline.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Runs;

/// <summary>One training of an adapter, from the rows to the folder.</summary>
internal sealed class LoraRun(DatasetProject project, TrainSettings settings, IReadOnlyList<SwiftRow> rows, Lineage lineage, string output, bool reproducible)
{
    /// <summary>Trains and puts the adapter's folder in place; with cancellation or an error the old one stays as it is.</summary>
    /// <returns>The adapter's mean loss over all steps.</returns>
    public double Train(ITrainingView view, CancellationToken cancellation)
    {
        var folder = new AdapterFolder(output);
        try
        {
            var loss = Train(folder.Begin(), view, cancellation);
            folder.Commit();
            return loss;
        }
        finally
        {
            folder.Clear();
        }
    }

    private double Train(string folder, ITrainingView view, CancellationToken cancellation)
    {
        var model = BaseModel.Open(settings);
        var adapter = Adapter.Attach(TargetModules.Of(settings, model), new LoraSettings(settings.LoraRank, settings.LoraAlpha, settings.LoraDropout, settings.UseRslora, settings.UseDora), settings.Seed);
        adapter.StartDropout();
        using var optimizer = new AdamW(ParameterGroup.Of(adapter.Tensors, settings.LorapLrRatio), settings.AdamBeta1, settings.AdamBeta2, settings.AdamEpsilon, settings.WeightDecay);
        var samples = new TrainingSet(model, rows, settings.PerDeviceTrainBatchSize, settings.GradientAccumulationSteps, settings.Seed);
        var rate = LearningRate.Of(settings, samples.StepsPerEpoch);

        using var metrics = new Metrics(Path.Combine(folder, "metrics.jsonl"), rate.Steps, samples.StepsPerEpoch, rows.Count, settings.LoggingSteps);
        view.Begin(rows.Count, rate.Steps);
        foreach (var step in TrainingLoop.Run(model, optimizer, rate, settings.MaxGradNorm, settings.Seed, samples.At, cancellation))
        {
            if (!double.IsFinite(step.Loss) || !double.IsFinite(step.GradNorm))
                throw new DiagnosticException(settings.Error(Codes.LossNotFinite, $"at step {step.Step} the loss is {step.Loss} and its gradient's norm {step.GradNorm}; lower learning_rate, or set torch_dtype to float32", "learning_rate"));
            metrics.Add(step);
            view.Step(step, metrics.Remaining);
        }

        metrics.Finish();
        metrics.Dispose();
        adapter.Save(folder, model, settings.Model);
        var dataset = DatasetSettings.Read(project.DatasetFile);
        LossCurve.Write(Path.Combine(folder, "loss.png"), dataset.Name, metrics.Losses);
        ModelCard.Write(folder, dataset, settings, lineage, rows.Count, rate.Steps, metrics.TrainLoss);
        cancellation.ThrowIfCancellationRequested();
        lineage.Write(folder, reproducible);
        return metrics.TrainLoss;
    }
}
