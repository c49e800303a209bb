using System.Text.Json.Nodes;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Tokens.Tests;

public sealed class InternVlProcessorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public InternVlProcessorTests()
    {
        BpeTrainer.Train(["What is it? A button."], 300, ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<img>", "</img>", "<IMG_CONTEXT>"]).Save(_folder.File("tokenizer.json"));
        _folder.Write("config.json", """{"model_type": "internvl", "downsample_ratio": 0.5, "image_seq_length": 16, "vision_config": {"patch_size": [14, 14], "image_size": [112, 112]}, "text_config": {"eos_token_id": 7}}""");
        _folder.Write("preprocessor_config.json", """{"size": {"height": 112, "width": 112}, "max_patches": 12}""");
        _folder.Write("processor_config.json", """{"image_seq_length": 16}""");
    }

    [Fact]
    public void A_tile_s_tokens_are_its_merged_patches()
    {
        var processor = ModelProcessor.Open(_folder.Path);

        Assert.Equal(5 * 16, processor.TokensOf(processor.GridOf(new ImageSize(400, 100))));
    }

    [Theory]
    [InlineData("config.json", "image_seq_length", "17", "'image_seq_length' is 17")]
    [InlineData("processor_config.json", "image_seq_length", "64", "'image_seq_length' is 64")]
    [InlineData("config.json", "downsample_ratio", "0.25", "'image_seq_length' is 16")]
    [InlineData("config.json", "downsample_ratio", "0.3", "'downsample_ratio' is 0.3")]
    [InlineData("config.json", "downsample_ratio", "1e-300", "'downsample_ratio' is 1E-300")]
    [InlineData("config.json", "downsample_ratio", "0", "'downsample_ratio' is 0")]
    [InlineData("config.json", "vision_config", """{"patch_size": 14, "image_size": 224}""", "112 × 112")]
    [InlineData("preprocessor_config.json", "size", """{"height": 224, "width": 224}""", "224 × 224")]
    [InlineData("preprocessor_config.json", "size", """{"height": 112, "width": 224}""", "224 × 112")]
    [InlineData("preprocessor_config.json", "size", """{"height": 8190, "width": 8190}""", "is 8190")]
    [InlineData("preprocessor_config.json", "size", "8190", "'size' is 8190")]
    [InlineData("preprocessor_config.json", "min_patches", "20", "at least 20 tiles and at most 12")]
    [InlineData("preprocessor_config.json", "max_patches", "2000", "'max_patches' is 2000")]
    public void What_the_tower_would_not_take_is_refused_with_its_value(string file, string key, string value, string message)
    {
        if (file == "config.json" && key == "image_seq_length")
            File.Delete(_folder.File("processor_config.json"));
        var json = JsonNode.Parse(File.ReadAllText(_folder.File(file)))!.AsObject();
        json[key] = JsonNode.Parse(value);
        _folder.Write(file, json.ToJsonString());

        var diagnostic = Assert.Single(Assert.Throws<DiagnosticException>(() => ModelProcessor.Open(_folder.Path)).Diagnostics);

        Assert.Equal(Codes.ModelConfigInvalid, diagnostic.Code);
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tiles_that_no_memory_holds_are_refused()
    {
        _folder.Write("config.json", """{"model_type": "internvl", "vision_config": {"patch_size": 16, "image_size": 2048}}""");
        _folder.Write("preprocessor_config.json", """{"size": 2048, "max_patches": 12}""");
        File.Delete(_folder.File("processor_config.json"));

        Assert.Contains("'max_patches' is 12", Assert.Throws<DiagnosticException>(() => ModelProcessor.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
