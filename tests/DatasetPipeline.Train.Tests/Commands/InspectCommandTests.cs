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
        Assert.Equal($"{config}(1,1): error DSP8003", run.Error[..run.Error.IndexOf(": The", StringComparison.Ordinal)]);
    }

    [Fact]
    public void A_folder_without_a_model_and_sizes_that_are_none_are_one_line_each()
    {
        using var missing = TrainProcess.Run(_folder, "inspect", Path.Combine(_folder, "nothing"));
        using var size = TrainProcess.Run(_folder, "inspect", _folder, "--image-size", "wide");

        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("DSP8001", missing.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, size.ExitCode);
        Assert.Contains("1280x800", size.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
