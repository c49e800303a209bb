using DatasetPipeline.Models.Lora;
using DatasetPipeline.Train.Training;
using TorchSharp;

namespace DatasetPipeline.Models.Tests.Training;

/// <summary>What makes a step faster or smaller, and leaves what is learned as it is.</summary>
[Collection(OneGenerator.Name)]
public sealed class FastPathTests
{
    private static readonly string[] Parts = ["cases.json", "model", "lora/initial"];

    public static TheoryData<string> Models => Goldens.Names(Parts);

    [GoldenTheory("cases.json", "model", "lora/initial")]
    [MemberData(nameof(Models))]
    public void Layers_that_are_computed_twice_give_the_same_gradients_to_the_bit_with_dropout_too(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var (model, adapter, batch) = Open(architecture);
        var trained = adapter.With(0.3);
        trained.StartDropout();

        var (kept, keptLoss) = Gradients(isRecomputed: false);
        var (recomputed, recomputedLoss) = Gradients(isRecomputed: true);

        Assert.Equal(keptLoss, recomputedLoss);
        Assert.All(kept, pair => Assert.Equal(pair.Value, recomputed[pair.Key]));
        Assert.Contains(kept.Values, gradient => gradient.Any(value => value != 0));

        (Dictionary<string, float[]> Gradients, double Loss) Gradients(bool isRecomputed)
        {
            foreach (var (_, tensor) in trained.Tensors)
            {
                tensor.requires_grad = true;
                tensor.grad = torch.zeros_like(tensor);
            }

            using var inner = torch.NewDisposeScope();
            var stream = model.LabelStream(batch.Samples, batch.See(), out var targets, seed: 5, isRecomputed);
            var (loss, _) = LabelLoss.Backward(model.Language, stream, targets, (int)targets.shape[0]);
            return (trained.Tensors.ToDictionary(t => t.Key, t => t.Value.grad!.data<float>().ToArray(), StringComparer.Ordinal), loss);
        }
    }

    [GoldenTheory("cases.json", "model", "lora/initial")]
    [MemberData(nameof(Models))]
    public void A_loss_in_pieces_is_the_loss_and_has_its_gradients(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var (model, adapter, batch) = Open(architecture);
        var parameters = adapter.Tensors.Select(t => t.Value).ToList();
        foreach (var tensor in parameters)
            tensor.requires_grad = true;
        var loss = model.Loss(batch.Samples, batch.See());
        loss.backward();
        var whole = parameters.ConvertAll(tensor => tensor.grad!.clone());
        parameters.ForEach(tensor => tensor.grad!.zero_());

        var stream = model.LabelStream(batch.Samples, batch.See(), out var targets);
        var (sum, correct) = LabelLoss.Backward(model.Language, stream, targets, (int)targets.shape[0], mostLogits: 1);

        Assert.Equal(loss.item<float>(), sum, 1e-5);
        Assert.InRange(correct, 0, targets.shape[0]);
        Assert.All(parameters.Zip(whole), pair => Assert.True(pair.First.grad!.sub(pair.Second).norm().item<float>() <= 1e-5 * Math.Max(1e-3, pair.Second.norm().item<float>())));
    }

    [GoldenTheory("cases.json", "model", "lora/initial")]
    [MemberData(nameof(Models))]
    public void Each_sample_of_a_batch_has_the_loss_that_it_has_alone(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var (model, _, batch) = Open(architecture);
        var folder = Path.Combine(Goldens.Folder, architecture);
        var alone = GoldenCase.Names(folder).Select(name => GoldenCase.Of(folder, name)).Select(golden => golden.Prepare(model)).Select(sample => (Loss: model.SummedLoss([sample.Sample], sample.Seen, out var labels).item<float>(), labels)).ToList();

        var together = model.SummedLoss(batch.Samples, batch.See(), out var count).item<float>();

        Assert.Equal(alone.Sum(one => one.labels), count);
        Assert.Equal(alone.Sum(one => one.Loss) / count, together / count, 1e-5);
    }

    private static (VisionLanguageModel Model, Adapter Adapter, Batch Batch) Open(string architecture)
    {
        var folder = Path.Combine(Goldens.Folder, architecture);
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var adapter = Adapter.Load(model, Path.Combine(folder, "lora", "initial"));
        var prepared = GoldenCase.Names(folder).Select(name => GoldenCase.Of(folder, name)).Select(golden => golden.Prepare(model)).ToList();
        return (model, adapter, new([.. prepared.Select(p => p.Sample)], () => [.. prepared.SelectMany(p => p.Seen)]));
    }
}
