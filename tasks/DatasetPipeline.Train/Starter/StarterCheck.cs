using DatasetPipeline.Models;
using DatasetPipeline.Models.Generation;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Starter.Saying;
using TorchSharp;

namespace DatasetPipeline.Train.Starter;

/// <summary>What a model is worth on pictures that training never draws.</summary>
internal sealed class StarterCheck(VisionLanguageModel model)
{
    private const int HeldOutSeed = 7;
    private const int BatchSize = 16;
    private const int Batches = 8;

    /// <summary>Pictures whose sentences are read.</summary>
    public const int Pictures = 240;

    /// <summary>Mean cross-entropy over the answers to pictures that it never learned from.</summary>
    public double HeldOutLoss(CancellationToken cancellation, int batches = Batches)
    {
        using var frozen = torch.no_grad();
        var samples = new SayingSet(model, HeldOutSeed, BatchSize, 0, inBothLanguages: false);
        var (loss, labels) = (0.0, 0);
        for (var i = 0; i < batches; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            foreach (var batch in samples.At(i))
            {
                loss += model.SummedLoss(batch.Samples, batch.See(), out var count).item<float>();
                labels += count;
            }
        }

        return loss / labels;
    }

    /// <summary>What it says of pictures that it never learned from, beside what was drawn.</summary>
    public IEnumerable<(StarterSample Sample, string Answer)> Read(CancellationToken cancellation, int pictures = Pictures)
    {
        for (var i = 0; i < pictures; i++)
        {
            using var scope = torch.NewDisposeScope();
            var sample = StarterSamples.Draw(HeldOutSeed, i);
            var image = RgbImage.FromBytes(sample.Width, sample.Height, sample.Rgb);
            using var frozen = torch.no_grad();
            var prompt = model.Processor.EncodePrompt(SayingSet.MessagesOf(sample), [image.Size]);
            var answer = Generator.Answer(model, new(prompt, [model.See(model.Processor.Process(image))], new() { MaxNewTokens = 96 }), cancellation);
            yield return (sample, answer.Text);
        }
    }
}
