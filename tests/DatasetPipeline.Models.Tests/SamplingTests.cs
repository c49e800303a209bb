using System.Text.Json;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Generation;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class SamplingTests
{
    private static string File => Path.Combine(Goldens.Folder, "sampling", "sampling.json");

    public static TheoryData<string> Names => System.IO.File.Exists(File)
        ? [.. Cases().Select(c => c.GetProperty("name").GetString()!)]
        : [];

    [SkippableSamplingTheory]
    [MemberData(nameof(Names))]
    public void The_distribution_that_is_drawn_from_is_that_of_transformers(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var expected = SafetensorsFile.Open(Path.ChangeExtension(File, ".safetensors"));
        var json = Cases().Single(c => c.GetProperty("name").GetString() == name);
        var settings = new GenerationSettings
        {
            Temperature = Number("temperature", 1),
            TopK = (int)Number("top_k", 0),
            TopP = Number("top_p", 1),
            MinP = Number("min_p", 0),
            RepetitionPenalty = Number("repetition_penalty", 1),
        };
        var logits = expected.Read($"{name}.logits");

        var previous = json.GetProperty("previous_ids").EnumerateArray().Select(id => id.GetInt32());
        var (ids, probabilities) = Sampler.Distribution(Sampler.Penalise(logits, previous, settings.RepetitionPenalty), settings);

        var all = torch.zeros_like(logits).index_copy(0, ids, probabilities);
        Assert.Equal(json.GetProperty("kept").GetInt64(), probabilities.gt(torch.tensor(0f)).sum().item<long>());
        var difference = all.sub(expected.Read($"{name}.probabilities")).abs().max().item<float>();
        ParityTable.Add("–", "sampling probabilities", difference, 1e-5);
        Assert.True(difference <= 1e-5);

        double Number(string key, double otherwise) => json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : otherwise;
    }

    [Fact]
    public void Draws_follow_the_distribution()
    {
        using var scope = torch.NewDisposeScope();
        var distribution = Sampler.Distribution(torch.tensor([2f, 1f, 0f, -1f]), new GenerationSettings { TopK = 3 });
        var random = new Random(7);
        var counts = new int[4];
        for (var i = 0; i < 20_000; i++)
            counts[Sampler.Draw(distribution, random.NextDouble())]++;

        Assert.Equal(0, counts[3]);
        var shares = distribution.Probabilities.data<float>().ToArray();
        for (var i = 0; i < 3; i++)
            Assert.InRange(counts[i] / 20_000.0, shares[i] - 0.015, shares[i] + 0.015);
    }

    private static JsonElement[] Cases()
    {
        using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(File));
        return [.. json.RootElement.Clone().EnumerateArray()];
    }

    private sealed class SkippableSamplingTheoryAttribute : TheoryAttribute
    {
        public SkippableSamplingTheoryAttribute()
        {
            if (!Goldens.IsOwn && !System.IO.File.Exists(File))
                Skip = $"{Goldens.Folder} holds no sampling/sampling.json.";
        }
    }
}
