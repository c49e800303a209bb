using System.Text.Json;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class ProcessorParityTests
{
    private const double LargestLevels = 2;
    private const double UsualLevels = 0.01;

    public static TheoryData<string, string> WithCases => Goldens.CheckpointsOf("cases.json");

    public static TheoryData<string, string> WithPictures => Goldens.CheckpointsOf("processor.json", "processor_samples.safetensors");

    [GoldenDataTheory(typeof(ProcessorParityTests), nameof(WithCases), "*/cases.json")]
    [MemberData(nameof(WithCases))]
    public void Conversations_become_the_ids_and_labels_that_ms_swift_trains_on(string architecture, string checkpoint)
    {
        var folder = Path.Combine(Goldens.Folder, architecture);
        foreach (var sample in Read(folder, "cases.json")!.Value.GetProperty("cases").EnumerateArray())
        {
            var processor = Open(folder, checkpoint, sample);
            Message[] messages = [.. sample.GetProperty("messages").EnumerateArray().Select(message => new Message(message.GetProperty("role").GetString()!, message.GetProperty("content").GetString()!))];
            ImageSize[] sizes = [.. sample.GetProperty("images").EnumerateArray().Select(name => RgbImage.Load(Goldens.Picture(name.GetString()!)).Size)];

            var encoded = processor.Encode(messages, sizes);

            Assert.Equal(Ids(sample.GetProperty("input_ids")), encoded.InputIds);
            Assert.Equal(Ids(sample.GetProperty("labels")), encoded.Labels);
            ParityTable.Add(architecture, "input_ids and labels", 0, 0);
            Assert.Equal(encoded.InputIds.Length, processor.CountTokens(messages, sizes));
            if (sample.TryGetProperty("image_grid_thw", out var grids))
                Assert.Equal(grids.EnumerateArray().Select(Ids), encoded.Grids.Select(grid => (int[])[grid.T, grid.H, grid.W]));
            if (sample.TryGetProperty("num_patches", out var tiles))
                Assert.Equal(Ids(tiles), encoded.Grids.Select(grid => grid.T));
            if (sample.TryGetProperty("prompt_length", out var length))
            {
                // Up to the first answer.
                var asked = messages.TakeWhile(message => message.Role != "assistant").ToList();
                Assert.Equal(encoded.InputIds[..length.GetInt32()], processor.EncodePrompt(asked, sizes).InputIds);
            }
        }
    }

    [GoldenDataTheory(typeof(ProcessorParityTests), nameof(WithPictures), "*/processor.json")]
    [MemberData(nameof(WithPictures))]
    public void Pictures_become_the_pixel_values_of_the_reference_processor(string architecture, string checkpoint)
    {
        var folder = Path.Combine(Goldens.Folder, architecture);
        using var scope = torch.NewDisposeScope();
        using var samples = SafetensorsFile.Open(Path.Combine(folder, "processor_samples.safetensors"));
        var pictures = Read(folder, "processor.json")!.Value;
        var preprocessor = Read(Path.Combine(folder, checkpoint), "preprocessor_config.json");
        var (compared, unusual, largest) = (0, 0, 0.0);
        foreach (var picture in pictures.EnumerateArray())
        {
            var name = picture.GetProperty("image").GetString()!;
            var image = RgbImage.Load(Goldens.Picture(name));
            Assert.Equal(new ImageSize(picture.GetProperty("width").GetInt32(), picture.GetProperty("height").GetInt32()), image.Size);
            foreach (var result in picture.GetProperty("results").EnumerateArray())
            {
                var values = Open(folder, checkpoint, result).Process(image);
                if (result.TryGetProperty("image_grid_thw", out var grid))
                    Assert.Equal(Ids(grid), (int[])[values.Grid.T, values.Grid.H, values.Grid.W]);
                if (result.TryGetProperty("num_patches", out var tiles))
                    Assert.Equal(tiles.GetInt32(), values.Grid.T);
                Assert.Equal(Ids(result.GetProperty("shape")).Aggregate(1L, (product, side) => product * side), values.Values.Length);
                var most = result.TryGetProperty("max_pixels", out var maxPixels) && maxPixels.ValueKind == JsonValueKind.Number ? maxPixels.GetRawText() : "None";
                var key = $"{Path.GetFileNameWithoutExtension(name)}.{most}";
                var expected = samples.Read(samples.Entries.ContainsKey(key) ? key : $"{name}.{most}").data<float>().ToArray();
                var stride = result.GetProperty("sample_stride").GetInt32();
                var largestStd = preprocessor is { } file && file.TryGetProperty("image_std", out var std) ? std.EnumerateArray().Max(item => item.GetDouble()) : 1;
                for (var i = 0; i < expected.Length; i++)
                {
                    // In levels of 255, as if mean and std were undone.
                    var difference = Math.Abs(values.Values[i * stride] - expected[i]) * largestStd * 255;
                    Assert.True(difference <= LargestLevels, $"{name}, value {i * stride}: off by {difference} levels");
                    largest = Math.Max(largest, difference);
                    compared++;
                    unusual += difference >= UsualLevels ? 1 : 0;
                }
            }
        }

        ParityTable.Add(architecture, "pixel_values, in levels of 255", largest, LargestLevels);
        Assert.True(unusual <= compared * 0.001, $"{unusual} of {compared} values are off by {UsualLevels} of a level or more");
    }

    private static ModelProcessor Open(string folder, string checkpoint, JsonElement sample) => ModelProcessor.Open(
        Path.Combine(folder, checkpoint),
        sample.TryGetProperty("max_pixels", out var most) && most.ValueKind == JsonValueKind.Number ? most.GetInt32() : null);

    private static int[] Ids(JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt32())];

    private static JsonElement? Read(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? JsonDocument.Parse(File.ReadAllBytes(path)).RootElement : null;
    }
}
