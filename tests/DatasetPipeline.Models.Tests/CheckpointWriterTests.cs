using System.Text.Json.Nodes;
using DatasetPipeline.Models.Checkpoints;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

/// <summary>A model written as the folder that it came from.</summary>
public sealed class CheckpointWriterTests
{
    public static TheoryData<string, string> Checkpoints => Goldens.CheckpointsOf("cases.json", "model");

    [GoldenDataTheory(typeof(CheckpointWriterTests), nameof(Checkpoints), "checkpoint")]
    [MemberData(nameof(Checkpoints))]
    public void Whatever_the_layout_its_names_stay_and_its_numbers_come_back_to_the_bit(string architecture, string layout)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var like = Path.Combine(folder, layout);
        var copy = Directory.CreateTempSubdirectory("written-").FullName;
        try
        {
            var model = ModelFolder.Open(like);
            foreach (var weight in model.Weights.Values)
                weight.mul_(torch.tensor(1.0001f)); // no number of bfloat16 any more
            CheckpointWriter.Write(copy, model, like);
            var again = ModelFolder.Open(copy);

            Assert.Equal(model.Weights.Keys, again.Weights.Keys);
            Assert.All(model.Weights, weight => Assert.True(weight.Value.equal(again.Weights[weight.Key]).all().item<bool>(), weight.Key));
            Assert.Equal(Entries(like).Select(entry => (entry.Name, string.Join(' ', entry.Shape))), Entries(copy).Select(entry => (entry.Name, string.Join(' ', entry.Shape))));
            Assert.All(Entries(copy), entry => Assert.Equal(torch.ScalarType.Float32, entry.Type));
            var golden = GoldenCase.Of(folder, GoldenCase.Names(folder).First());
            var (sample, seen) = golden.Prepare(again);
            Assert.Equal(model.Loss([sample], golden.Prepare(model).Seen).item<float>(), again.Loss([sample], seen).item<float>());
            Assert.Equal(
                Directory.GetFiles(like).Select(Path.GetFileName).Where(name => !name!.Contains("safetensors", StringComparison.Ordinal) && name != "README.md").Append("model.safetensors").Order(StringComparer.Ordinal),
                Directory.GetFiles(copy).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            var types = Values(copy, "dtype").Concat(Values(copy, "torch_dtype")).ToList();
            Assert.NotEmpty(types);
            Assert.All(types, type => Assert.Equal("\"float32\"", type));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }

        static IEnumerable<SafetensorsEntry> Entries(string folder)
        {
            using var checkpoint = Checkpoint.Open(folder);
            return [.. checkpoint.Entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        }
    }

    [Fact]
    public void A_head_of_its_own_is_not_said_to_be_the_embedding_any_more()
    {
        using var scope = torch.NewDisposeScope();
        using var copy = new ModelCopy();
        var folder = Directory.CreateTempSubdirectory("written-").FullName;
        try
        {
            var tied = ModelFolder.Open(copy.Model);
            ModelCopy.Set(copy.Config, "tie_word_embeddings", "true");
            SafetensorsWriter.Write(Path.Combine(copy.Model, "model.safetensors"), tied.Weights.Where(weight => weight.Key != "lm_head.weight").Append(new("lm_head.weight", tied.Language.Embedding.mul(torch.tensor(2f)))));

            CheckpointWriter.Write(folder, ModelFolder.Open(copy.Model), copy.Model);

            Assert.All(Values(folder, "tie_word_embeddings"), value => Assert.Equal("false", value));
            Assert.Contains("lm_head.weight", ModelFolder.Open(folder).Weights.Keys);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Of a key wherever it stands, as JSON.
    private static IEnumerable<string> Values(string folder, string key)
    {
        return Of(JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json"))));

        IEnumerable<string> Of(JsonNode? node) => node is JsonObject section
            ? section.SelectMany(pair => pair.Key == key && pair.Value is JsonValue ? [pair.Value.ToJsonString()] : Of(pair.Value))
            : [];
    }
}
