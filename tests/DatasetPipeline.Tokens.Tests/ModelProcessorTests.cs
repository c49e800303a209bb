using System.Text.Json.Nodes;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Tokens.Tests;

public sealed class ModelProcessorTests : IDisposable
{
    private static readonly Message[] Talk = [new("user", "<image>What is it?"), new("assistant", "A button.")];

    private readonly TemporaryFolder _folder = new();

    public ModelProcessorTests()
    {
        BpeTrainer.Train(["What is it? A button."], 300, ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>"]).Save(_folder.File("tokenizer.json"));
        _folder.Write("config.json", """{"model_type": "qwen3_vl", "vision_config": {"patch_size": 16, "spatial_merge_size": 2}, "text_config": {"eos_token_id": 7}}""");
        _folder.Write("preprocessor_config.json", """{"size": {"shortest_edge": 1024, "longest_edge": 1048576}, "patch_size": 16, "merge_size": 2, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}""");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_prompt_ends_where_the_answer_begins()
    {
        var processor = ModelProcessor.Open(_folder.Path);
        ImageSize[] sizes = [new(64, 64)];

        var whole = processor.Encode(Talk, sizes);
        var prompt = processor.EncodePrompt(Talk[..1], sizes);

        Assert.Equal(prompt.InputIds, whole.InputIds[..prompt.InputIds.Length]);
        Assert.All(whole.Labels[..prompt.InputIds.Length], label => Assert.Equal(EncodedSample.NotLearned, label));
        Assert.Equal(whole.InputIds[prompt.InputIds.Length..], whole.Labels[prompt.InputIds.Length..]);
        Assert.Equal("A button.<|im_end|>\n", processor.Tokenizer.Decode(whole.InputIds.AsSpan(prompt.InputIds.Length)));
        Assert.Equal(prompt.InputIds, processor.EncodePrompt(Talk, sizes).InputIds);
        Assert.Equal(4, whole.InputIds.Count(id => id == processor.ImageTokenId));
    }

    [Theory]
    [InlineData("<|im_end|>")]
    [InlineData("<|im_start|>")]
    [InlineData("<|endoftext|>")]
    [InlineData("<|vision_start|>")]
    public void A_special_token_in_a_text_is_refused_as_it_would_end_a_turn_or_begin_one(string token)
    {
        var processor = ModelProcessor.Open(_folder.Path);
        foreach (var talk in (Message[][])[[new("user", $"<image>What {token} is it?"), Talk[1]], [Talk[0], new("assistant", $"A {token}button.")]])
            Assert.Contains(token, Assert.Throws<ArgumentException>(() => processor.Encode(talk, [new(64, 64)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_and_pictures_must_be_as_many()
    {
        var processor = ModelProcessor.Open(_folder.Path);

        Assert.Contains("1 <image> tags and there are 2 pictures", Assert.Throws<ArgumentException>(() => processor.Encode(Talk, [new(64, 64), new(64, 64)])).Message);
        Assert.Contains("write <image>", Assert.Throws<ArgumentException>(() => processor.Encode([new("user", "<|image_pad|>")], [])).Message);
        Assert.Contains("write <image>", Assert.Throws<ArgumentException>(() => processor.Encode([new("user", "?"), new("assistant", "<|image_pad|>")], [])).Message);
        Assert.Contains("assistant's turn", Assert.Throws<ArgumentException>(() => processor.Encode([new("assistant", "<image>")], [new(64, 64)])).Message);
        Assert.Contains("\"tool\"", Assert.Throws<ArgumentException>(() => processor.Encode([new("tool", "x")], [])).Message);
    }

    [Theory]
    [InlineData(64, 64, 4, 4)]
    [InlineData(80, 48, 4, 4)] // 2.5 and 1.5 merged patches: halves go to the even side
    [InlineData(1, 1, 2, 2)]
    [InlineData(10, 2000, 30, 2)] // a side that rounds to nothing counts as too small an area
    public void Sides_are_rounded_to_whole_merged_patches(int width, int height, int rows, int columns) =>
        Assert.Equal(new ImageGrid(1, rows, columns), ModelProcessor.Open(_folder.Path).GridOf(new ImageSize(width, height)));

    [Fact]
    public void The_largest_area_can_be_replaced()
    {
        Assert.Equal(new ImageGrid(1, 64, 64), ModelProcessor.Open(_folder.Path).GridOf(new ImageSize(2000, 2000)));
        Assert.Equal(new ImageGrid(1, 4, 4), ModelProcessor.Open(_folder.Path, maxPixels: 64 * 64).GridOf(new ImageSize(2000, 2000)));
    }

    [Fact]
    public void Least_and_most_may_stand_beside_the_size_as_older_files_have_them()
    {
        var json = JsonNode.Parse(File.ReadAllText(_folder.File("preprocessor_config.json")))!.AsObject();
        json["size"] = JsonNode.Parse("""{"height": 448, "width": 448}""");
        (json["min_pixels"], json["max_pixels"]) = (1024, 64 * 64);
        _folder.Write("preprocessor_config.json", json.ToJsonString());

        Assert.Equal(new ImageGrid(1, 4, 4), ModelProcessor.Open(_folder.Path).GridOf(new ImageSize(2000, 2000)));
    }

    [Theory]
    [InlineData("rope_scaling", "type")]
    [InlineData("rope_scaling", "rope_type")]
    [InlineData("rope_parameters", "rope_type")]
    public void A_text_longer_than_its_dynamic_angles_are_read_for_is_refused(string section, string key)
    {
        var json = JsonNode.Parse(File.ReadAllText(_folder.File("config.json")))!;
        json["text_config"]![section] = new JsonObject { [key] = "dynamic", ["factor"] = 2.0 };
        json["text_config"]!["max_position_embeddings"] = 60;
        _folder.Write("config.json", json.ToJsonString());
        var processor = ModelProcessor.Open(_folder.Path);
        ImageSize[] sizes = [new(64, 64)];
        var tokens = processor.CountTokens(Talk, sizes);
        Assert.True(tokens <= 60);

        foreach (var encode in (Func<object>[])[() => processor.Encode([.. Talk, .. Enumerable.Repeat(Talk[1], 20)], sizes), () => processor.EncodePrompt([new("user", "<image>" + string.Concat(Enumerable.Repeat("What is it?", 40)))], sizes)])
            Assert.Matches("the text has [0-9]+ tokens .*dynamic.*, 60;", Assert.Throws<ArgumentException>(encode).Message);
    }

    [Fact]
    public void A_picture_much_longer_than_wide_is_refused() =>
        Assert.Contains("10 × 2001", Assert.Throws<ArgumentException>(() => ModelProcessor.Open(_folder.Path).GridOf(new ImageSize(10, 2001))).Message);

    [Fact]
    public void Stop_tokens_come_from_the_generation_config_and_else_from_the_config()
    {
        Assert.Equal([7], ModelProcessor.Open(_folder.Path).StopTokenIds);
        _folder.Write("generation_config.json", """{"eos_token_id": 3}""");
        Assert.Equal([3], ModelProcessor.Open(_folder.Path).StopTokenIds);
        _folder.Write("generation_config.json", """{"eos_token_id": [4, 5]}""");
        Assert.Equal([4, 5], ModelProcessor.Open(_folder.Path).StopTokenIds);
    }

    [Fact]
    public void The_image_processor_may_lie_in_the_processor_config()
    {
        var expected = ModelProcessor.Open(_folder.Path).GridOf(new ImageSize(300, 200));
        _folder.Write("processor_config.json", $$"""{"image_processor": {{File.ReadAllText(_folder.File("preprocessor_config.json"))}}}""");
        File.Delete(_folder.File("preprocessor_config.json"));

        Assert.Equal(expected, ModelProcessor.Open(_folder.Path).GridOf(new ImageSize(300, 200)));
    }

    [Theory]
    [InlineData("config.json", "model_type", "\"llava\"", "DSP8003", "\"llava\"")]
    [InlineData("config.json", "model_type", "null", "DSP8002", "model_type")]
    [InlineData("config.json", "model_type", "3", "DSP8002", "'model_type' is 3")]
    [InlineData("config.json", "image_token_id", "5", "DSP8002", "image_token_id")]
    [InlineData("preprocessor_config.json", "patch_size", "0", "DSP8002", "'patch_size' is 0")]
    [InlineData("preprocessor_config.json", "patch_size", "14", "DSP8002", "vision_config says 16")]
    [InlineData("preprocessor_config.json", "patch_size", "\"16\"", "DSP8002", "'patch_size' is \"16\"")]
    [InlineData("preprocessor_config.json", "size", """{"shortest_edge": 50, "longest_edge": 1e99}""", "DSP8002", "size.longest_edge")]
    [InlineData("preprocessor_config.json", "size", """{"shortest_edge": 50, "longest_edge": 100}""", "DSP8002", "100 pixels")]
    [InlineData("preprocessor_config.json", "size", """{"shortest_edge": 2147483647, "longest_edge": 2147483647}""", "DSP8002", "'size.shortest_edge' is 2147483647")]
    [InlineData("preprocessor_config.json", "size", """{"shortest_edge": 1024, "longest_edge": 2000000000}""", "DSP8002", "'size.longest_edge' is 2000000000")]
    [InlineData("preprocessor_config.json", "size", """{"shortest_edge": 20000, "longest_edge": 10000}""", "DSP8002", "at least 20000 pixels and at most 10000")]
    [InlineData("preprocessor_config.json", "size", """{"shortest_edge": 1024}""", "DSP8002", "shortest_edge and longest_edge")]
    [InlineData("preprocessor_config.json", "size", """{"longest_edge": 65536}""", "DSP8002", "shortest_edge and longest_edge")]
    [InlineData("preprocessor_config.json", "size", """{"height": 448, "width": 448}""", "DSP8002", "'size' is {\"height\":448,\"width\":448}")]
    [InlineData("preprocessor_config.json", "size", "448", "DSP8002", "'size' is 448")]
    [InlineData("preprocessor_config.json", "min_pixels", "2147483647", "DSP8002", "'min_pixels' is 2147483647")]
    [InlineData("preprocessor_config.json", "temporal_patch_size", "64", "DSP8002", "'temporal_patch_size' is 64")]
    [InlineData("preprocessor_config.json", "rescale_factor", "0", "DSP8002", "'rescale_factor' is 0")]
    [InlineData("preprocessor_config.json", "rescale_factor", "-1", "DSP8002", "'rescale_factor' is -1")]
    [InlineData("preprocessor_config.json", "rescale_factor", "1e308", "DSP8002", "'rescale_factor' is 1E+308")]
    [InlineData("preprocessor_config.json", "image_mean", "[1e30, 0.5, 0.5]", "DSP8002", "'image_mean' holds 1E+30")]
    [InlineData("preprocessor_config.json", "image_std", "[1e-30, 0.5, 0.5]", "DSP8002", "'image_std' holds 1E-30")]
    [InlineData("preprocessor_config.json", "image_std", "[0, 0.5, 0.5]", "DSP8002", "image_std")]
    [InlineData("preprocessor_config.json", "image_mean", "[0.5]", "DSP8002", "three numbers")]
    [InlineData("preprocessor_config.json", "resample", "2", "DSP8002", "'resample' is 2")]
    [InlineData("preprocessor_config.json", "do_normalize", "false", "DSP8002", "'do_normalize'")]
    public void A_value_that_cannot_be_used_is_named_with_its_file(string file, string key, string value, string code, string message)
    {
        var json = JsonNode.Parse(File.ReadAllText(_folder.File(file)))!.AsObject();
        json[key] = JsonNode.Parse(value);
        _folder.Write(file, json.ToJsonString());

        var diagnostic = Assert.Single(Assert.Throws<DiagnosticException>(() => ModelProcessor.Open(_folder.Path)).Diagnostics);

        Assert.Equal((code, _folder.File(file)), (diagnostic.Code, diagnostic.File));
        Assert.Contains(message, diagnostic.Message);
        Assert.DoesNotContain('\n', diagnostic.Message);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("tokenizer.json")]
    [InlineData("preprocessor_config.json")]
    public void A_missing_file_is_named(string file)
    {
        File.Delete(_folder.File(file));

        var diagnostic = Assert.Single(Assert.Throws<DiagnosticException>(() => ModelProcessor.Open(_folder.Path)).Diagnostics);

        Assert.Equal((Codes.ModelFileMissing, _folder.File(file)), (diagnostic.Code, diagnostic.File));
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        Assert.Equal(_folder.File("none"), Assert.Single(Assert.Throws<DiagnosticException>(() => ModelProcessor.Open(_folder.File("none"))).Diagnostics).File);
}
