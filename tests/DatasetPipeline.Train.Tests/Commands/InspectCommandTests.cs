using System.Text.Json;

namespace DatasetPipeline.Train.Tests.Commands;

public sealed class InspectCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("inspect-").FullName;

    [Fact]
    public void Every_checkpoint_of_the_reference_outputs_and_the_starter_are_described()
    {
        var goldens = Path.Combine(Models.Tests.Goldens.Repository, "tests", "goldens");
        foreach (var folder in Directory.GetDirectories(goldens).SelectMany(Models.Tests.Goldens.Checkpoints).Append(Path.Combine(Models.Tests.Goldens.Repository, "models", "starter")))
        {
            using var run = TrainProcess.Run(_folder, "inspect", folder, "--json", "--image-size", "640x480");

            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            using var json = JsonDocument.Parse(run.Output);
            Assert.Equal(json.RootElement.GetProperty("parameters").GetInt64(), json.RootElement.GetProperty("parts").EnumerateObject().Sum(part => part.Value.GetInt64()));
            Assert.Equal(2 * json.RootElement.GetProperty("parameters").GetInt64(), json.RootElement.GetProperty("bytes").GetInt64());
            Assert.True(json.RootElement.GetProperty("image").GetProperty("tokens").GetInt32() > 0);
            Assert.True(json.RootElement.GetProperty("training").GetProperty("memory_bytes").GetInt64() > json.RootElement.GetProperty("bytes").GetInt64());
        }
    }

    [Fact]
    public void What_would_be_refused_is_told_and_the_rest_is_described_all_the_same()
    {
        var starter = Path.Combine(Models.Tests.Goldens.Repository, "models", "starter");
        foreach (var file in Directory.GetFiles(starter))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        var config = Path.Combine(_folder, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("qwen3_vl\"", "llava\"", StringComparison.Ordinal));

        using var run = TrainProcess.Run(_folder, "inspect", _folder);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("model_type   refused", run.Output, StringComparison.Ordinal);
        Assert.Contains("model.language_model.layers", run.Output, StringComparison.Ordinal);
        Assert.StartsWith($"{config}(1,1): error DSP8003: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("generation_config.json", "temperature", "-1", "DSP8002", "'temperature'")]
    [InlineData("generation_config.json", "top_p", "3", "DSP8002", "'top_p'")]
    [InlineData("generation_config.json", "top_k", "\"x\"", "DSP8002", "'top_k'")]
    [InlineData("generation_config.json", "eos_token_id", "99999999", "DSP8002", "99999999")]
    [InlineData("generation_config.json", "eos_token_id", "[-1]", "DSP8002", "-1")]
    [InlineData("tokenizer.json", "added_tokens", "", "DSP8002", "<|vision_start|>")]
    [InlineData("config.json", "quantization_config", "{\"quant_method\": \"awq\"}", "DSP8002", "awq")]
    [InlineData("chat_template.json", "x", "[1]", "DSP8002", "chat_template.json")]
    public void Whatever_would_be_refused_is_named_also_in_the_JSON(string file, string key, string value, string code, string part)
    {
        CopyModel();
        var path = Path.Combine(_folder, file);
        if (file == "chat_template.json")
            File.WriteAllText(path, value);
        else if (value.Length == 0)
            File.WriteAllText(path, File.ReadAllText(path).Replace("<|vision_start|>", "<|vision_begin|>", StringComparison.Ordinal));
        else
            Models.Tests.ModelCopy.Set(path, key, value);

        using var run = TrainProcess.Run(_folder, "inspect", _folder, "--json");

        Assert.Equal(1, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        var refused = Assert.Single(json.RootElement.GetProperty("refused").EnumerateArray()).GetString()!;
        Assert.Contains($"error {code}: ", refused, StringComparison.Ordinal);
        Assert.Contains(part, refused, StringComparison.Ordinal);
        Assert.Equal(refused + "\n", run.Error);
    }

    [Fact]
    public void Faults_of_several_files_are_told_together_and_one_only_once()
    {
        CopyModel();
        Models.Tests.ModelCopy.Set(Path.Combine(_folder, "generation_config.json"), "temperature", "-1");
        Models.Tests.ModelCopy.Set(Path.Combine(_folder, "preprocessor_config.json"), "patch_size", "0");
        File.WriteAllText(Path.Combine(_folder, "model.safetensors"), "not one");

        using var run = TrainProcess.Run(_folder, "inspect", _folder);

        Assert.Equal("model_type   refused\n", run.Output); // how many parameters there are, nobody knows
        Assert.Equal(["generation_config.json", "model.safetensors", "preprocessor_config.json"], run.Error.TrimEnd('\n').Split('\n').Select(line => Path.GetFileName(line[..line.IndexOf('(', StringComparison.Ordinal)])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_an_id_that_ends_an_answer_a_model_is_refused()
    {
        CopyModel();
        File.Delete(Path.Combine(_folder, "generation_config.json"));
        foreach (var key in (string[])["eos_token_id", "text_config.eos_token_id"])
            Models.Tests.ModelCopy.Set(Path.Combine(_folder, "config.json"), key, "absent");

        Assert.Contains("eos_token_id", TrainProcess.Run(_folder, "inspect", _folder).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_the_model_refuses_and_numbers_beyond_all_measure_are_told()
    {
        CopyModel();
        using var picture = TrainProcess.Run(_folder, "inspect", _folder, "--json", "--image-size", "4000x10");
        using var rank = TrainProcess.Run(_folder, "inspect", _folder, "--lora-rank", "100000000", "--text-tokens", "2147483647");

        Assert.Equal(1, picture.ExitCode);
        Assert.Contains("4000 × 10", JsonDocument.Parse(picture.Output).RootElement.GetProperty("image").GetProperty("refused").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, rank.ExitCode);
        Assert.Contains("--lora-rank must be from 1 to 8192", rank.Error, StringComparison.Ordinal);
        Assert.Contains("--text-tokens must be from 1 to 1048576", rank.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_model_and_sizes_that_are_none_are_one_line_each()
    {
        using var missing = TrainProcess.Run(_folder, "inspect", Path.Combine(_folder, "nothing"));
        using var size = TrainProcess.Run(_folder, "inspect", _folder, "--image-size", "wide");

        Assert.Equal(1, missing.ExitCode);
        Assert.Matches(@"^[^\n]*/nothing\(1,1\): error DSP8001: The model's folder is not there[^\n]*\n$", missing.Error);
        using var json = TrainProcess.Run(_folder, "inspect", Path.Combine(_folder, "nothing"), "--json");
        Assert.Equal(1, JsonDocument.Parse(json.Output).RootElement.GetProperty("refused").GetArrayLength());
        Assert.NotEqual(0, size.ExitCode);
        Assert.Contains("1280x800", size.Error, StringComparison.Ordinal);
    }

    private void CopyModel()
    {
        foreach (var file in Directory.GetFiles(TinyDataset.Model))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
