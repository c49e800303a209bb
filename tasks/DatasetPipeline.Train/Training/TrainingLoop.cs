using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Train.Optimization;
using TorchSharp;

namespace DatasetPipeline.Train.Training;

/// <summary>Forward, backward, step, and again.</summary>
public static class TrainingLoop
{
    /// <summary>Takes every step of the schedule; the caller sees each before the next begins.</summary>
    /// <param name="model">Whose parameters the optimizer holds.</param>
    /// <param name="optimizer">Its gradients are zero at the start and after each step.</param>
    /// <param name="rate">The learning rate and the number of steps.</param>
    /// <param name="maxGradNorm">max_grad_norm</param>
    /// <param name="seed">With the step's number, where all of a step's randomness comes from, so that a step is the same however it was reached.</param>
    /// <param name="batchesOf">The batches of a step, the first being 0; their gradients are added up.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <param name="firstStep">The step to begin at; those before it have been taken.</param>
    /// <param name="isRecomputed">gradient_checkpointing</param>
    /// <exception cref="Diagnostics.DiagnosticException">The model gives no numbers before the first step (DSP8011).</exception>
    public static IEnumerable<StepResult> Run(
        VisionLanguageModel model, IOptimizer optimizer, LearningRate rate, double maxGradNorm, int seed, Func<int, IReadOnlyList<Batch>> batchesOf, CancellationToken cancellation, int firstStep = 0, bool isRecomputed = false)
    {
        NativeHeap.KeepFreed();
        for (var step = firstStep; step < rate.Steps; step++)
        {
            var clock = Stopwatch.StartNew();
            var batches = batchesOf(step);
            // Every label counts alike, whichever batch of the step it is in.
            var labels = batches.Sum(b => b.Samples.Sum(s => s.Labels.Skip(1).Count(label => label >= 0)));
            var (loss, correct) = (0.0, 0L);
            for (var i = 0; i < batches.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var seen = batches[i].See();
                VisionFeatures[] cut = [.. seen.Select(picture => picture.Cut())];
                var stream = model.LabelStream(batches[i].Samples, cut, out var targets, SeedOf(seed, step, i), isRecomputed); // (labels, hidden)
                var (sum, right) = LabelLoss.Backward(model.Language, stream, targets, labels);
                // One picture after the other: what learns in the tower adds up their gradients in one order, whether its layers are
                // computed twice or not.
                foreach (var (picture, end) in seen.Zip(cut))
                    picture.Backward(end);
                loss += sum;
                correct += right;
                // Before anything has been learned it is not the learning.
                if (step == firstStep && !double.IsFinite(loss))
                    throw model.GivesNoNumbers();
            }

            var norm = optimizer.Step(rate.At(step), maxGradNorm);
            yield return new StepResult(step + 1, loss, (double)correct / labels, norm, rate.At(step), batches.Sum(b => b.Samples.Sum(s => s.InputIds.Length)), clock.Elapsed);
        }
    }

    /// <summary>Where what is random comes from in one batch of a step, or in what the tower sees in one of its pictures; small enough that a layer's number still fits behind it.</summary>
    internal static long SeedOf(int seed, int step, int batch, int? picture = null)
    {
        Span<byte> text = stackalloc byte[picture is null ? 12 : 16];
        BinaryPrimitives.WriteInt32LittleEndian(text, seed);
        BinaryPrimitives.WriteInt32LittleEndian(text[4..], step);
        BinaryPrimitives.WriteInt32LittleEndian(text[8..], batch);
        if (picture is { } number)
            BinaryPrimitives.WriteInt32LittleEndian(text[12..], number);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash) >>> 16;
    }
}
