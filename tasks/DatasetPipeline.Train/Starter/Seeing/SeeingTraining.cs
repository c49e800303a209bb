using System.Diagnostics;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Tokens;
using DatasetPipeline.Training;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Train.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Starter.Seeing;

/// <summary>
/// The tower learns to see before there are words: one linear layer, thrown away afterwards, answers the <see cref="SeeingGoals"/> of each
/// image token. A sentence has five words that depend on its picture; a picture has 84 tokens, and here up to eight marks.
/// </summary>
/// <param name="model">Whose tower learns.</param>
/// <param name="settings">The part's recipe; a batch is so many screens.</param>
internal sealed class SeeingTraining(VisionLanguageModel model, TrainSettings settings)
{
    private const int SeenAtOnce = 4;
    private const double InkWeight = 10;

    /// <summary>Takes every step.</summary>
    public IEnumerable<StepResult> Run(CancellationToken cancellation)
    {
        using var head = torch.zeros(SeeingGoals.Questions.Sum(question => question.Answers) + (SeeingGoals.InkSize * SeeingGoals.InkSize), model.Language.Embedding.shape[1]);
        using var optimizer = new StarterOptimizer(model.Weights.Where(weight => weight.Key.Contains(".visual.", StringComparison.Ordinal)).Append(new("head", head)), settings);
        var rate = new LearningRate(settings.LearningRate, settings.LrSchedulerType, settings.WarmupSteps, settings.MaxSteps);
        var next = Draw(0);
        for (var step = 0; step < rate.Steps; step++)
        {
            var clock = Stopwatch.StartNew();
            var screens = next.GetAwaiter().GetResult();
            next = Draw(step + 1);
            var (loss, right, asked, tokens) = (0.0, 0L, 0L, 0);
            foreach (var alike in screens.Chunk(SeenAtOnce))
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var sum = torch.zeros(1);
                foreach (var (seen, (_, goals)) in SeenTogether.Of(model, [.. alike.Select(screen => screen.Pixels)]).Zip(alike))
                {
                    sum = sum.Plus(Loss(seen.Embeddings.matmul(head.t()), goals, ref right, ref asked));
                    tokens += goals.Answers[0].Length;
                }

                var mean = sum.div(Constant.Of(screens.Count));
                mean.backward();
                loss += mean.item<float>();
            }

            var norm = optimizer.Step(rate.At(step), settings.MaxGradNorm);
            yield return new(step + 1, loss, (double)right / asked, norm, rate.At(step), tokens, clock.Elapsed);
        }

        new SeeingReadout(model, settings).Fold(rate.Steps, cancellation);
    }

    // logits: (tokens, answers of all questions)
    private static torch.Tensor Loss(torch.Tensor logits, SeeingGoals goals, ref long right, ref long asked)
    {
        var parts = logits.split([.. SeeingGoals.Questions.Select(question => (long)question.Answers), SeeingGoals.InkSize * SeeingGoals.InkSize], 1);
        var sum = torch.nn.functional.binary_cross_entropy_with_logits(parts[^1], torch.tensor(goals.Ink).view(parts[^1].shape)).mul(Constant.Of(InkWeight));
        foreach (var (i, (_, _, weight)) in SeeingGoals.Questions.Index())
        {
            var count = goals.Answers[i].Count(answer => answer >= 0);
            if (count == 0)
                continue;
            var wanted = torch.tensor(goals.Answers[i]);
            sum = sum.Plus(torch.nn.functional.cross_entropy(parts[i], wanted, ignore_index: EncodedSample.NotLearned).mul(Constant.Of(weight)));
            right += parts[i].argmax(-1).eq(wanted).sum().item<long>();
            asked += count;
        }

        return sum;
    }

    private Task<List<(PixelValues Pixels, SeeingGoals Goals)>> Draw(int step) => Task.Run(() => Enumerable.Range(0, settings.PerDeviceTrainBatchSize).Select(i =>
    {
        var screen = SeeingScreen.Draw(settings.Seed, ((long)step * settings.PerDeviceTrainBatchSize) + i);
        var pixels = model.Processor.Process(RgbImage.FromBytes(screen.Width, screen.Height, screen.Rgb));
        return (pixels, SeeingGoals.Of(screen, pixels.Grid.H / StarterFiles.MergeSize, pixels.Grid.W / StarterFiles.MergeSize));
    }).ToList());
}
