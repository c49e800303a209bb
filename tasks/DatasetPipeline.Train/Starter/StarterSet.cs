using DatasetPipeline.Models;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Training;

namespace DatasetPipeline.Train.Starter;

/// <summary>Batches of drawn pictures and of sentences; the next is made while the model learns from this one.</summary>
/// <param name="model">What looks and reads.</param>
/// <param name="seed">Where the samples come from.</param>
/// <param name="pictures">Samples with a picture in a batch.</param>
/// <param name="texts">Samples without one.</param>
internal sealed class StarterSet(VisionLanguageModel model, long seed, int pictures, int texts)
{
    private (int Step, Task<List<Drawn>> Samples)? _next;

    /// <summary>The batches of a step: one, of samples that no other step has.</summary>
    public IReadOnlyList<Batch> At(int step)
    {
        var drawn = (_next is { } next && next.Step == step ? next.Samples : Draw(step)).GetAwaiter().GetResult();
        _next = (step + 1, Draw(step + 1));
        return [new([.. drawn.Select(d => d.Encoded)], () => [.. drawn.Where(d => d.Pixels is not null).Select(d => model.See(d.Pixels!))])];
    }

    /// <summary>The sample as a conversation.</summary>
    public static IReadOnlyList<Message> MessagesOf(StarterSample sample) => [new("user", "<image>" + sample.Prompt), new("assistant", sample.Caption)];

    private Task<List<Drawn>> Draw(int step) => Task.Run(() => Enumerable.Range(0, pictures).Select(i => DrawPicture(((long)step * pictures) + i))
        .Concat(Enumerable.Range(0, texts).Select(i => WriteText(((long)step * texts) + i)))
        .ToList());

    private Drawn DrawPicture(long index)
    {
        var sample = StarterSamples.Draw(seed, index);
        var image = RgbImage.FromBytes(sample.Width, sample.Height, sample.Rgb);
        return new(model.Processor.Encode(MessagesOf(sample), [image.Size]), model.Processor.Process(image));
    }

    private Drawn WriteText(long index)
    {
        var (prompt, text) = StarterText.Sample(seed, index);
        return new(model.Processor.Encode([new("user", prompt), new("assistant", text)], []), null);
    }

    private sealed record Drawn(EncodedSample Encoded, PixelValues? Pixels);
}
