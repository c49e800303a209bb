using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class BatchTests
{
    public static TheoryData<string> Architectures => Goldens.Names("cases.json", "model");

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Architectures))]
    public void The_loss_of_a_batch_is_the_one_that_transformers_gives_with_padding(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var folder = Path.Combine(Goldens.Folder, architecture);
        if (GoldenCase.PaddedBatch(folder) is not var (cases, loss))
        {
            Assert.False(Goldens.IsOwn, "cases.json has no padded_batch.");
            return;
        }

        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var samples = new List<EncodedSample>();
        var seen = new List<VisionFeatures>();
        foreach (var golden in cases)
        {
            var (sample, pictures) = golden.Prepare(model);
            samples.Add(sample);
            seen.AddRange(pictures);
        }

        Assert.Equal(loss, model.Loss(samples, seen).item<float>(), 1e-4);
    }
}
