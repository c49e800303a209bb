using DatasetPipeline.Models.Checkpoints;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class ForwardTests
{
    public static TheoryData<string, string> Cases => Goldens.Cases("model", "tensors.safetensors");

    [GoldenTheory("cases.json", "model", "tensors.safetensors")]
    [MemberData(nameof(Cases))]
    public void Positions_embeddings_hidden_states_logits_and_loss_are_those_of_transformers(string architecture, string name)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var golden = GoldenCase.Of(folder, name);
        using var expected = SafetensorsFile.Open(Path.Combine(folder, "tensors.safetensors"));
        var (sample, seen) = golden.Prepare(model);

        var positions = torch.tensor(model.PositionIds(sample.InputIds, sample.Grids), torch.ScalarType.Int64);
        if (expected.Entries.ContainsKey($"{name}.position_ids"))
        {
            Assert.True(positions.eq(expected.Read($"{name}.position_ids")).all().item<bool>(), "position_ids");
            ParityTable.Add(architecture, "position_ids", 0, 0);
        }

        if (seen.Count > 0)
        {
            Near(architecture, "image_embeds", expected, $"{name}.image_embeds", torch.cat([.. seen.Select(s => s.Embeddings)]));
            for (var k = 0; k < seen[0].Deepstack.Count; k++)
                Near(architecture, "deepstack", expected, $"{name}.deepstack_{k}", torch.cat([.. seen.Select(s => s.Deepstack[k])]));
        }

        var trace = new List<torch.Tensor>();
        var hidden = model.Language.Forward(model.Lay([sample], seen), trace);
        for (var k = 0; k < trace.Count; k++)
            Near(architecture, "hidden", expected, $"{name}.hidden_{k}", trace[k][^12..]);
        Near(architecture, "logits", expected, $"{name}.logits", model.Language.Logits(hidden.index_select(0, torch.tensor(golden.LogitPositions))));
        var loss = model.Loss([sample], seen).item<float>();
        ParityTable.Add(architecture, "loss", Math.Abs(golden.Loss - loss), 1e-4);
        Assert.Equal(golden.Loss, loss, 1e-4);
    }

    private static void Near(string architecture, string quantity, SafetensorsFile expected, string name, torch.Tensor actual)
    {
        if (!expected.Entries.ContainsKey(name))
            return;
        var difference = actual.sub(expected.Read(name)).abs().max().item<float>();
        ParityTable.Add(architecture, quantity, difference, 1e-4);
        Assert.True(difference <= 1e-4, $"{name} is off by {difference}.");
    }
}
