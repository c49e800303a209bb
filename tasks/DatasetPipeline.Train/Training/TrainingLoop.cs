using System.Diagnostics;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Layers;
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
    /// <exception cref="Diagnostics.DiagnosticException">The model gives no numbers before the first step (DSP8011).</exception>
    public static IEnumerable<StepResult> Run(
        VisionLanguageModel model, IOptimizer optimizer, LearningRate rate, double maxGradNorm, int seed, Func<int, IReadOnlyList<Batch>> batchesOf, CancellationToken cancellation, int firstStep = 0)
    {
        for (var step = firstStep; step < rate.Steps; step++)
        {
            var clock = Stopwatch.StartNew();
            torch.random.manual_seed(((long)seed << 32) + step);
            var batches = batchesOf(step);
            // Every label counts alike, whichever batch of the step it is in.
            var labels = batches.Sum(b => b.Samples.Sum(s => s.Labels.Skip(1).Count(label => label >= 0)));
            var (loss, correct) = (0.0, 0L);
            foreach (var batch in batches)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var logits = model.LabelLogits(batch.Samples, batch.See(), out var targets); // (labels, vocabulary)
                var mean = torch.nn.functional.cross_entropy(logits, targets, reduction: torch.nn.Reduction.Sum).div(Constant.Of(labels));
                loss += mean.item<float>();
                // Before anything has been learned it is not the learning.
                if (step == firstStep && !double.IsFinite(loss))
                    throw model.GivesNoNumbers();
                mean.backward();
                correct += logits.detach().argmax(-1).eq(targets).sum().item<long>();
            }

            var norm = optimizer.Step(rate.At(step), maxGradNorm);
            yield return new StepResult(step + 1, loss, (double)correct / labels, norm, rate.At(step), batches.Sum(b => b.Samples.Sum(s => s.InputIds.Length)), clock.Elapsed);
        }
    }
}
