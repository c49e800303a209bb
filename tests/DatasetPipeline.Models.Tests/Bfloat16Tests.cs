using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class Bfloat16Tests
{
    public static TheoryData<string, string> Cases => Goldens.Cases("model");

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Cases))]
    public void Logits_computed_in_bfloat16_point_where_those_of_float32_do(string architecture, string name)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();

        var (exact, rounded) = (Logits(torch.ScalarType.Float32), Logits(torch.ScalarType.BFloat16));

        var cosine = exact.mul(rounded).sum(-1).div(exact.norm(-1).mul(rounded.norm(-1))); // (rows)
        ParityTable.Add(architecture, "logits in bfloat16, 1 − cosine", Math.Max(0, 1 - cosine.min().item<float>()), 1e-3);
        Assert.True(cosine.min().item<float>() >= 0.999, $"The cosine of a row is {cosine.min().item<float>()}.");

        torch.Tensor Logits(torch.ScalarType dtype)
        {
            var folder = Path.Combine(Goldens.Folder, architecture);
            var model = ModelFolder.Open(Path.Combine(folder, "model"), dtype);
            Assert.All(model.Weights.Values, weight => Assert.Equal(dtype, weight.dtype));
            var golden = GoldenCase.Of(folder, name);
            var (sample, seen) = golden.Prepare(model);
            var hidden = model.Language.Forward(model.Lay([sample], seen));
            Assert.Equal(dtype, hidden.dtype);
            return model.Language.Logits(hidden.index_select(0, torch.tensor(golden.LogitPositions)));
        }
    }
}
