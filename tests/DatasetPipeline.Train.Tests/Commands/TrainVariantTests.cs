using System.Text.Json.Nodes;
using DatasetPipeline.Models.Checkpoints;

namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>The other ways to train that train.yaml knows.</summary>
public sealed class TrainVariantTests
{
    [Theory]
    [InlineData("lora_alpha: 8")]
    [InlineData("use_rslora: true")]
    [InlineData("use_dora: true")]
    [InlineData("lorap_lr_ratio: 2")]
    [InlineData("{quant_method: bnb, quant_bits: 4}")]
    [InlineData("{quant_method: bnb, quant_bits: 4, bnb_4bit_use_double_quant: false, use_dora: true, torch_dtype: bfloat16}")]
    public void Each_learns_and_its_adapter_is_asked_and_is_up_to_date_afterwards(string setting)
    {
        using var dataset = new TinyDataset();
        string[] lines = [.. setting.Trim('{', '}').Split(", ")];
        string[] common = ["num_train_epochs: 6", "logging_steps: 1"];
        dataset.WriteTraining([.. common, .. lines]);
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var losses = File.ReadLines(Path.Combine(dataset.Adapter, "metrics.jsonl")).SkipLast(1).Select(line => (double)JsonNode.Parse(line)!["loss"]!).ToList();
        Assert.True(losses[^1] < losses[0] * 0.9, string.Join(" ", losses));
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(dataset.Adapter, "adapter_config.json")))!;
        var dora = lines.Contains("use_dora: true");
        Assert.Equal((dora, lines.Contains("use_rslora: true")), ((bool)config["use_dora"]!, (bool)config["use_rslora"]!));
        Assert.Equal(dora, File.ReadAllText(Path.Combine(dataset.Adapter, "README.md")).Contains("| use_dora | true |", StringComparison.Ordinal));
        using (var tensors = SafetensorsFile.Open(Path.Combine(dataset.Adapter, "adapter_model.safetensors")))
            Assert.Equal(dora, tensors.Entries.Keys.Any(key => key.EndsWith(".lora_magnitude_vector", StringComparison.Ordinal)));

        using var answer = TrainProcess.Run(dataset.Folder, "ask", dataset.Picture, "--max-new-tokens", "4");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Contains("up to date", TrainProcess.Run(dataset.Folder, "--no-build").Output, StringComparison.Ordinal);
    }
}
