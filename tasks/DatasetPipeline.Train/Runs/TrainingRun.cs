using System.Diagnostics;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Records;
using DatasetPipeline.Text;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Train.Training;
using DatasetPipeline.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Runs;

/// <summary>One training of an adapter or of a model's weights, from the rows to the folder.</summary>
internal sealed class TrainingRun(DatasetProject project, TrainSettings settings, TrainingData data, TrainingFolders folders, TrainingPlan plan, bool reproducible)
{
    private const string Parameter = "parameter.";
    private const string Optimizer = "optimizer.";
    private const string Best = "best.";

    // Work that a kill takes at most, beside what save_steps says.
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromMinutes(1);

    // The bytes of what the tower saw that are kept.
    private const long MostSeen = 4L << 30;

    private readonly IReadOnlyList<SwiftRow> _rows = plan.Increment is { } increment ? data.RowsOf(increment) : data.Rows;

    /// <summary>As many threads as another run had; null is as many as there are.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether it is only to be compared with what is there: where it stands is of no use to anybody.</summary>
    public bool IsVerification { get; init; }

    /// <summary>Trains and puts the adapter's folder in place; with cancellation or an error the old one stays as it is.</summary>
    /// <returns>The run's name.</returns>
    public string Train(ITrainingView view, CancellationToken cancellation)
    {
        var folder = new AdapterFolder(folders.Adapter, folders.Store);
        // One that is only compared leaves the checkpoints of the training alone.
        var checkpoints = new CheckpointFolder(IsVerification ? folders.Adapter + ".checkpoints" : folders.Checkpoints(data.Lineage, plan.Increment, Kernels.Kind()));
        try
        {
            if (plan.Done == 0)
                checkpoints.Clear();
            var run = Train(folder.Begin(), checkpoints, view, cancellation);
            folder.Commit();
            checkpoints.Clear();
            folders.PruneCheckpoints();
            folders.Store?.Prune(AdapterRecord.TryRead(folders.Adapter, folders.Hashes));
            return run;
        }
        catch (DiagnosticException e) when (e.Diagnostics is [{ Code: Codes.PictureUnreadable, File: { } picture }] && !File.Exists(picture))
        {
            throw new DiagnosticException(Codes.PictureTakenAway, "a build has changed the dataset since this training began, and this picture is no longer part of it; run the training again: it learns from the dataset as it is now", picture);
        }
        finally
        {
            folder.Clear();
        }
    }

    private string Train(string folder, CheckpointFolder checkpoints, ITrainingView view, CancellationToken cancellation)
    {
        var checkpoint = plan.Done == 0 ? null : checkpoints.Load();
        var kernels = KernelsOf(checkpoint);
        var learner = Learners.Begin(settings, plan);
        var model = learner.Model;
        learner.StartDropout();
        var tower = new TowerCache(folders.Seen, $"{Lineage.TrainerVersion} {data.Lineage.ModelSha256} {settings.TorchDtype} {kernels.Name} {kernels.Threads}", MostSeen);
        var samples = new TrainingSet(model, _rows, settings.PerDeviceTrainBatchSize, settings.GradientAccumulationSteps, settings.Seed, keep: (image, see) => tower.Find(image, data.Files, see), isRecomputed: settings.GradientCheckpointing);
        var looksAnew = learner.Sees;
        if (LinearProduct.IsSlow)
            view.Say("this processor has no FMA, without which --reproducible takes a hundred times as long; dotnet train without it does not need one");
        if (looksAnew)
            view.Say($"the {learner.Noun} learns in what sees the pictures, so that each of them is looked at again at every step");
        if (data.TestRows.Count == 0 && (settings.LoadBestModelAtEnd || settings.EarlyStopInterval is not null))
            view.Say($"the test split is empty, so there is no best evaluation and no early stop: the {learner.Noun} will be the last step's");
        MemoryCheck.Require(learner, settings, samples);
        using var optimizer = learner.Optimizer();
        var rate = RateOf(samples);
        if (rate.WarmupSteps >= rate.Steps && rate.Schedule != "constant" && rate.Steps > 1)
            view.Say($"the warm-up takes {Counted.Of(rate.WarmupSteps, "step")} and the training has {rate.Steps}, so that learning_rate is never reached");
        if (settings.EarlyStopInterval is not null && data.TestRows.Count > 0 && settings.SaveSteps >= rate.Steps)
            view.Say($"early_stop_interval counts evaluations at each save_steps, as ms-swift does, and that is {settings.SaveSteps}: a training of {Counted.Of(rate.Steps, "step")} cannot stop early");
        using var evaluation = new RunEvaluation(learner, settings, data.TestRows, folder, rate.Steps, samples.StepsPerEpoch, See);

        using var metrics = new Metrics(Path.Combine(folder, "metrics.jsonl"), rate.Steps, samples.StepsPerEpoch, _rows.Count, settings.LoggingSteps);
        view.Begin(_rows.Count, rate.Steps, checkpoint?.Steps.Count ?? 0, samples.StepsPerEpoch);
        if (checkpoint is not null)
            Restore(checkpoint, learner, optimizer, metrics, evaluation);
        var (clock, pause) = (Stopwatch.StartNew(), BetweenCheckpoints);
        IReadOnlyList<ModelScores> scores = [];
        var isLearned = false; // whether all steps are taken, and what they made is on its way into the folder
        try
        {
            // An evaluation that was interrupted is done again.
            if (checkpoint is not null && evaluation.IsDue(metrics.Steps.Count))
                Judged(metrics.Steps.Count, evaluation.Evaluate(metrics.Steps.Count, cancellation));
            foreach (var step in evaluation.Best.IsEnough ? [] : TrainingLoop.Run(model, optimizer, rate, settings.MaxGradNorm, settings.Seed, samples.At, cancellation, checkpoint?.Steps.Count ?? 0, settings.GradientCheckpointing))
            {
                if (!double.IsFinite(step.Loss) || !double.IsFinite(step.GradNorm))
                    throw new DiagnosticException(settings.Error(Codes.LossNotFinite, $"at step {step.Step} the loss is {step.Loss} and its gradient's norm {step.GradNorm}; lower learning_rate{(settings.TorchDtype == "float32" ? "" : ", or set torch_dtype to float32")}", "learning_rate"));
                metrics.Add(step);
                view.Step(step, metrics.Remaining);
                Judged(step.Step, evaluation.After(step, cancellation));
                if (step.Step < rate.Steps && (step.Step % settings.SaveSteps == 0 || clock.Elapsed >= pause))
                {
                    Save();
                    clock.Restart();
                }

                if (evaluation.Best.IsEnough)
                    break;
            }

            metrics.Finish();
            if (tower.Known > 0)
                view.Say($"what the tower sees in {Counted.Of(tower.Known, "picture")} was known from earlier runs");
            tower.Prune();
            cancellation.ThrowIfCancellationRequested();
            // The answers to the test split may take longer than the training.
            if (data.TestRows.Count > 0)
                Save();
            isLearned = true;
            if (evaluation.TakeBest())
                view.Say($"the {learner.Noun} is that of step {evaluation.Best.Step}, whose evaluation was the best");
            learner.Save(folder);
            optimizer.Dispose(); // a base model may come beside the learned one for the answers
            scores = evaluation.Finish(folder, project, data.Lineage.Settings, Trained(metrics.Steps.Count), metrics.Losses, cancellation);
        }
        catch (OperationCanceledException e) when (metrics.Steps.Count > 0 && !IsVerification)
        {
            if (!isLearned)
                Save();
            var last = checkpoints.LastWhole().Step;
            throw new InterruptedException($"stopped after step {last} of {rate.Steps}; {(plan.IsForced ? "dotnet train --resume" : "the same command")} goes on from there, and the {learner.Noun} is as it was before", e, last);
        }

        metrics.Dispose();
        var dataset = DatasetSettings.Read(project.DatasetFile);
        LossCurve.Write(Path.Combine(folder, "loss.png"), dataset.Name, metrics.Losses);
        ModelCard.Write(folder, dataset, settings, data.Lineage.RunOf(plan.Increment, kernels), Trained(metrics.Steps.Count), metrics.TrainLoss, scores, evaluation.BestFound);
        data.Hashes.Write(folder);
        return data.Lineage.Write(folder, plan.Increment, kernels, reproducible, new(_rows.Count, metrics.Steps.Count, metrics.Steps.Sum(step => (long)step.Tokens), metrics.TrainLoss, evaluation.BestFound));

        // What a frozen tower sees stays the same.
        VisionFeatures See(string path) => looksAnew ? Look(path) : tower.Find(path, data.Files, () => Look(path));

        VisionFeatures Look(string path) => PictureReader.See(model, RgbImage.Load(path));

        // Early stopping counts the saves of save_steps, whatever the clock says.
        void Judged(int step, StepScore? score)
        {
            if (score is not null)
            {
                metrics.Add(score, data.TestRows.Count);
                view.Evaluated(score);
            }

            if (step % settings.SaveSteps == 0 && evaluation.Saved())
                view.Say($"no better evaluation since step {evaluation.Best.Step}: the training stops after step {step}");
        }

        void Save()
        {
            var writing = Stopwatch.StartNew();
            var tensors = learner.Tensors.Select(t => KeyValuePair.Create(Parameter + t.Key, t.Value))
                .Concat(optimizer.State.Select(t => KeyValuePair.Create(Optimizer + t.Key, t.Value)))
                .Concat(evaluation.BestTensors.Select(t => KeyValuePair.Create(Best + t.Key, t.Value)));
            checkpoints.Save(new(metrics.Steps, kernels.Name, kernels.Threads, evaluation.ToJson(), tensors.ToDictionary(StringComparer.Ordinal)), settings.SaveTotalLimit);
            // All weights of a large model are gigabytes: writing them down takes a small part of the time.
            pause = TimeSpan.FromTicks(Math.Max(BetweenCheckpoints.Ticks, 20 * writing.Elapsed.Ticks));
        }
    }

    // A training goes on with as many threads as it began with: another number gives other bits.
    private Kernels KernelsOf(Checkpoint? checkpoint)
    {
        if ((checkpoint?.Threads ?? Threads) is { } threads && torch.get_num_threads() != threads)
            torch.set_num_threads(threads);
        return Kernels.Here();
    }

    private string Trained(int steps) => Increment.Trained(plan.Increment, data.Rows.Count, _rows.Count, steps);

    // An increment of a run that counts steps takes its share of them, and as many as it needs to see each of its samples.
    private LearningRate RateOf(TrainingSet samples)
    {
        var share = (double)_rows.Count / data.Rows.Count;
        return LearningRate.Of(plan.Increment is null || settings.MaxSteps <= 0 ? settings : settings with { MaxSteps = Math.Max(samples.StepsPerEpoch, (int)Math.Ceiling(settings.MaxSteps * share)) }, samples.StepsPerEpoch);
    }

    private void Restore(Checkpoint checkpoint, ILearner learner, IResumableOptimizer optimizer, Metrics metrics, RunEvaluation evaluation)
    {
        using var frozen = torch.no_grad();
        foreach (var (name, tensor) in learner.Tensors)
            tensor.copy_(checkpoint.Tensors[Parameter + name]);
        optimizer.Restore(Under(Optimizer), checkpoint.Steps.Count);
        evaluation.Restore(checkpoint.Evaluation, Under(Best));
        foreach (var tensor in checkpoint.Tensors.Values)
            tensor.Dispose();
        foreach (var step in checkpoint.Steps)
        {
            metrics.Add(step);
            if (evaluation.Again(step) is { } score)
                metrics.Add(score, data.TestRows.Count);
        }

        Dictionary<string, torch.Tensor> Under(string prefix) => checkpoint.Tensors
            .Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(t => t.Key[prefix.Length..], t => t.Value, StringComparer.Ordinal);
    }
}
