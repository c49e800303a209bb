using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class LayoutTests
{
    public static TheoryData<string> Architectures => Goldens.Names("cases.json", "model");

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Architectures))]
    public void Every_layout_of_a_checkpoint_is_the_same_model(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var golden = GoldenCase.Of(folder, GoldenCase.Names(folder).First());
        var expected = ModelFolder.Open(Path.Combine(folder, "model"));
        var layouts = Directory.GetDirectories(folder, "model_*");
        if (Goldens.IsOwn)
            Assert.NotEmpty(layouts);

        foreach (var layout in layouts)
        {
            var model = ModelFolder.Open(layout);
            Assert.Equal(expected.Weights.Keys, model.Weights.Keys);
            Assert.All(expected.Weights, weight => Assert.True(model.Weights[weight.Key].eq(weight.Value).all().item<bool>(), $"{weight.Key} of {layout}"));
            var (sample, seen) = golden.Prepare(model);
            Assert.Equal(golden.Loss, model.Loss([sample], seen).item<float>(), 1e-4);
        }
    }
}
