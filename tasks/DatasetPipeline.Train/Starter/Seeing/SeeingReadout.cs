using DatasetPipeline.Models;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Tokens;
using DatasetPipeline.Training;
using DatasetPipeline.Train.Optimization;
using TorchSharp;

namespace DatasetPipeline.Train.Starter.Seeing;

/// <summary>
/// What the tower has learned becomes what the language model reads: a linear layer learns to answer the <see cref="SeeingGoals"/> of every
/// token, "nothing" among the answers, and goes into the last layer of the merger. Then an image token is its answers, all of
/// one size, and not a vector whose large directions say little: with that one the language model never learned to look.
/// </summary>
/// <param name="model">Whose tower has learned.</param>
/// <param name="settings">The part's recipe.</param>
internal sealed class SeeingReadout(VisionLanguageModel model, TrainSettings settings)
{
    private const string Merger = "model.visual.merger.linear_fc2";
    private const string Deepstack = "model.visual.deepstack_merger_list.0.linear_fc2";
    private const int Steps = 400;
    private const int Measured = 160; // screens
    private const double LearningRate = 1e-2;
    private const double Deviation = 0.3; // of each answer
    private const double DeepstackDeviation = 0.05;

    private static readonly long[] Sizes = [.. SeeingGoals.Questions.Select(question => question.Answers + 1L)]; // the last is nothing

    /// <summary>Learns the layer and puts it into the merger.</summary>
    /// <param name="steps">At most so many.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    public void Fold(int steps, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        steps = Math.Min(steps, Steps);
        var (head, bias, scale) = (torch.zeros(Sizes.Sum(), model.Language.Embedding.shape[1]), torch.zeros(Sizes.Sum()), Scale());
        using var optimizer = new AdamW([new([head, bias])], settings.AdamBeta1, settings.AdamBeta2, settings.AdamEpsilon, 0);
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var each = torch.NewDisposeScope();
            var sum = torch.zeros(1);
            for (var i = 0; i < settings.PerDeviceTrainBatchSize; i++)
            {
                var (seen, goals) = Look(((long)step * settings.PerDeviceTrainBatchSize) + i);
                sum = sum.Plus(Loss(seen.mul(scale).matmul(head.t()).Plus(bias).split(Sizes, 1), goals));
            }

            sum.div(Constant.Of(settings.PerDeviceTrainBatchSize)).backward();
            optimizer.Step(LearningRate * (1 - (step / (double)steps)), settings.MaxGradNorm);
        }

        using var frozen = torch.no_grad();
        Put(head.detach().mul(scale), Math.Min(Measured, steps * settings.PerDeviceTrainBatchSize));
    }

    // Answers of one deviation, each around zero; what is left of the stream's width is nothing yet.
    private void Put(torch.Tensor head, int screens)
    {
        var answers = torch.cat([.. Enumerable.Range(0, screens).Select(i => Look(i).Seen.matmul(head.t()))]);
        var (mean, deviation) = (answers.mean([0L]), answers.std(0L).Plus(1e-3));
        var (weight, bias) = (model.Weights[Merger + ".weight"], model.Weights[Merger + ".bias"]);
        var (newWeight, newBias) = (torch.zeros_like(weight), torch.zeros_like(bias));
        newWeight.narrow(0, 0, head.shape[0]).copy_(head.matmul(weight).div(deviation.unsqueeze(1)).mul(Constant.Of(Deviation)));
        newBias.narrow(0, 0, head.shape[0]).copy_(head.matmul(bias).sub(mean).div(deviation).mul(Constant.Of(Deviation)));
        var deepstack = model.See(Pixels(SeeingScreen.Draw(settings.Seed, 0))).Deepstack[0].std().clamp_min(Constant.Of(DeepstackDeviation));
        weight.copy_(newWeight);
        bias.copy_(newBias);
        foreach (var part in (string[])[".weight", ".bias"])
            model.Weights[Deepstack + part].mul_(torch.tensor((float)DeepstackDeviation).div(deepstack));
    }

    // Of the tower's vectors, so that the layer learns at its rate whatever their size.
    private torch.Tensor Scale()
    {
        using var frozen = torch.no_grad();
        return Look(0).Seen.std().reciprocal();
    }

    // What is there and what is not count alike, as most tokens have no mark.
    private static torch.Tensor Loss(torch.Tensor[] parts, SeeingGoals goals)
    {
        var sum = torch.zeros(1);
        foreach (var (i, part) in parts.Index())
        {
            var nothing = Sizes[i] - 1;
            var wanted = torch.tensor([.. goals.Answers[i].Select(answer => answer < 0 ? nothing : answer)]);
            var losses = torch.nn.functional.cross_entropy(part, wanted, reduction: torch.nn.Reduction.None);
            var isNothing = wanted.eq(Constant.Of(nothing)).to(torch.ScalarType.Float32);
            foreach (var kind in (torch.Tensor[])[isNothing, isNothing.neg().Plus(1)])
                sum = sum.Plus(losses.mul(kind).sum().div(kind.sum().Plus(1)));
        }

        return sum;
    }

    private (torch.Tensor Seen, SeeingGoals Goals) Look(long index)
    {
        using var frozen = torch.no_grad();
        var screen = SeeingScreen.Draw(settings.Seed, index);
        var pixels = Pixels(screen);
        return (model.See(pixels).Embeddings, SeeingGoals.Of(screen, pixels.Grid.H / StarterFiles.MergeSize, pixels.Grid.W / StarterFiles.MergeSize));
    }

    private PixelValues Pixels(SeeingScreen screen) => model.Processor.Process(RgbImage.FromBytes(screen.Width, screen.Height, screen.Rgb));
}
