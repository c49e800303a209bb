using System.Text.Json;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

/// <summary>One conversation of cases.json, and what becomes of it.</summary>
internal sealed class GoldenCase
{
    private readonly JsonElement _json;
    private readonly string _architecture;

    private GoldenCase(string architecture, JsonElement json) => (_architecture, _json) = (architecture, json);

    public IReadOnlyList<Message> Messages =>
        [.. _json.GetProperty("messages").EnumerateArray().Select(m => new Message(m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!))];

    public double Loss => _json.GetProperty("loss").GetDouble();

    public long[] LogitPositions => Longs("logit_positions");

    public int[] GreedyIds => [.. Longs("greedy_ids").Select(i => (int)i)];

    public double GreedyMargin => _json.GetProperty("greedy_margin").GetDouble();

    public int PromptLength => _json.GetProperty("prompt_length").GetInt32();

    public int? MaxPixels => _json.TryGetProperty("max_pixels", out var pixels) && pixels.ValueKind == JsonValueKind.Number ? pixels.GetInt32() : null;

    public static IEnumerable<string> Names(string architecture) => Read(architecture).EnumerateArray().Select(c => c.GetProperty("name").GetString()!);

    public static GoldenCase Of(string architecture, string name) =>
        new(architecture, Read(architecture).EnumerateArray().Single(c => c.GetProperty("name").GetString() == name));

    /// <summary>The ids and labels, and the pictures through the model's own tower.</summary>
    public (EncodedSample Sample, IReadOnlyList<VisionFeatures> Seen) Prepare(VisionLanguageModel model, bool promptOnly = false)
    {
        var (sample, pictures) = Encode(model);
        if (promptOnly)
            sample = new EncodedSample(sample.InputIds[..PromptLength], sample.Labels[..PromptLength], sample.Grids);
        using var frozen = torch.no_grad();
        return (sample, [.. pictures.Select(picture => model.See(picture))]);
    }

    /// <summary>The ids and labels, and the pictures as the tower gets them.</summary>
    public (EncodedSample Sample, IReadOnlyList<PixelValues> Pictures) Encode(VisionLanguageModel model)
    {
        var processor = MaxPixels is null ? model.Processor : ModelProcessor.Open(model.Processor.Folder, MaxPixels);
        RgbImage[] images = [.. _json.GetProperty("images").EnumerateArray()
            .Select(i => RgbImage.Load(Path.Combine(_architecture, "..", "images", i.GetString()!)))];
        ImageSize[] sizes = [.. images.Select(i => new ImageSize(i.Width, i.Height))];
        return (processor.Encode(Messages, sizes), [.. images.Select(processor.Process)]);
    }

    private long[] Longs(string key) => [.. _json.GetProperty(key).EnumerateArray().Select(i => i.GetInt64())];

    private static JsonElement Read(string architecture) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(architecture, "cases.json"))).RootElement.GetProperty("cases");
}
