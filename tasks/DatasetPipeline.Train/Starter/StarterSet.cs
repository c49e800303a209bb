using DatasetPipeline.Models;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Training;

namespace DatasetPipeline.Train.Starter;

/// <summary>Batches of drawn pictures; the next is drawn while the model learns from this one.</summary>
internal sealed class StarterSet(VisionLanguageModel model, long seed, int batchSize)
{
    private (int Step, Task<List<Drawn>> Samples)? _next;

    /// <summary>The batches of a step: one, of samples that no other step has.</summary>
    public IReadOnlyList<Batch> At(int step)
    {
        var drawn = (_next is { } next && next.Step == step ? next.Samples : Draw(step)).GetAwaiter().GetResult();
        _next = (step + 1, Draw(step + 1));
        return [new([.. drawn.Select(d => d.Encoded)], () => [.. drawn.Select(d => model.See(d.Pixels))])];
    }

    private Task<List<Drawn>> Draw(int step) => Task.Run(() => Enumerable.Range(0, batchSize).Select(i => Draw(((long)step * batchSize) + i)).ToList());

    private Drawn Draw(long index)
    {
        var sample = StarterSamples.Draw(seed, index);
        var image = RgbImage.FromBytes(sample.Width, sample.Height, sample.Rgb);
        return new(model.Processor.Encode(MessagesOf(sample), [image.Size]), model.Processor.Process(image));
    }

    /// <summary>The sample as a conversation.</summary>
    public static IReadOnlyList<Message> MessagesOf(StarterSample sample) => [new("user", "<image>" + sample.Prompt), new("assistant", sample.Caption)];

    private sealed record Drawn(EncodedSample Encoded, PixelValues Pixels);
}
