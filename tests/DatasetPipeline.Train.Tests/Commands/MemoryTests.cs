using System.Text.Json.Nodes;
using DatasetPipeline.Models.Inspection;
using DatasetPipeline.Models.Tests;

namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>What a dry run says of memory is what the training takes.</summary>
public sealed class MemoryTests
{
    [Theory]
    [InlineData("tuner_type: lora", "freeze_vit: false", "freeze_aligner: false", "torch_dtype: float32")]
    [SlowData("tuner_type: lora", "freeze_vit: false", "gradient_checkpointing: true", "torch_dtype: float32")]
    [SlowData("tuner_type: lora", "freeze_vit: false", "torch_dtype: bfloat16")]
    [InlineData("tuner_type: full", "freeze_vit: false", "torch_dtype: float32")]
    public void The_memory_of_a_training_is_foreseen_by_a_dry_run(params string[] settings)
    {
        using var dataset = new TinyDataset();
        File.WriteAllLines(Path.Combine(dataset.Folder, "train.yaml"), [$"model: {Path.Combine(Goldens.Repository, "models", "starter")}", "num_train_epochs: 24", "per_device_train_batch_size: 4", .. settings]);

        var foreseen = (long)JsonNode.Parse(TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run", "--json").Output)!["memory_bytes"]!;
        using var run = TrainProcess.Start(dataset.Folder, "--no-build");
        var taken = run.WaitForPeak();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.InRange(foreseen / (double)(taken + TrainingMemory.Files), 0.9, 1.15);
    }
}
