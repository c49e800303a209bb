using DatasetPipeline.Models;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Training;

namespace DatasetPipeline.Train.Starter.Saying;

/// <summary>Batches of drawn pictures and of sentences; the next is made while the model learns from this one.</summary>
/// <param name="model">What looks and reads.</param>
/// <param name="seed">Where the samples come from.</param>
/// <param name="pictures">Pictures in a batch.</param>
/// <param name="texts">Samples without one.</param>
/// <param name="inBothLanguages">Whether each picture is described twice, in English and in Chinese, and is seen once for both.</param>
internal sealed class SayingSet(VisionLanguageModel model, long seed, int pictures, int texts, bool inBothLanguages)
{
    private (int Step, Task<List<Drawn>> Samples)? _next;

    /// <summary>The batches of a step: one, of samples that no other step has.</summary>
    public IReadOnlyList<Batch> At(int step)
    {
        var drawn = (_next is { } next && next.Step == step ? next.Samples : Draw(step)).GetAwaiter().GetResult();
        _next = (step + 1, Draw(step + 1));
        return [new([.. drawn.SelectMany(d => d.Encoded)], () => [.. See([.. drawn.Where(d => d.Pixels is not null)])])];
    }

    /// <summary>The sample as a conversation.</summary>
    public static IReadOnlyList<Message> MessagesOf(StarterSample sample) => [new("user", "<image>" + sample.Prompt), new("assistant", sample.Caption)];

    private Task<List<Drawn>> Draw(int step) => Task.Run(() => Enumerable.Range(0, pictures).Select(i => DrawPicture(((long)step * pictures) + i))
        .Concat(Enumerable.Range(0, texts).Select(i => WriteText(((long)step * texts) + i)))
        .ToList());

    private Drawn DrawPicture(long index)
    {
        var (sample, other) = StarterSamples.DrawPair(seed, index);
        var image = RgbImage.FromBytes(sample.Width, sample.Height, sample.Rgb);
        StarterSample[] said = inBothLanguages ? [sample, other] : [sample];
        return new([.. said.Select(one => model.Processor.Encode(MessagesOf(one), [image.Size]))], model.Processor.Process(image));
    }

    private Drawn WriteText(long index)
    {
        var (prompt, text) = StarterText.Sample(seed, index);
        return new([model.Processor.Encode([new("user", prompt), new("assistant", text)], [])], null);
    }

    /// <summary>What the tower sees in the pictures, once for each sentence on one.</summary>
    private IEnumerable<VisionFeatures> See(IReadOnlyList<Drawn> drawn) => SeenTogether.Of(model, [.. drawn.Select(one => one.Pixels!)])
        .Zip(drawn, (seen, one) => Enumerable.Repeat(seen, one.Encoded.Count))
        .SelectMany(seen => seen);

    private sealed record Drawn(IReadOnlyList<EncodedSample> Encoded, PixelValues? Pixels);
}
