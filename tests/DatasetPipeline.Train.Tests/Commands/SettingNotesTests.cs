using System.Text.RegularExpressions;
using DatasetPipeline.Models.Tests;

namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>What the trainer says of keys that are for ms-swift.</summary>
public sealed class SettingNotesTests
{
    [Fact]
    public void A_key_that_changes_nothing_and_one_by_its_old_name_are_told_once_and_the_training_goes_on()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("num_train_epochs: 1", "deepspeed: zero2", "target_modules: [v_proj]", "target_regex: '.*q_proj'", "train_type: lora", "save_strategy: steps");
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        var file = Regex.Escape(Path.Combine(dataset.Folder, "train.yaml"));
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(
            $@"\A{file}\(8,1\): warning DSP9017: deepspeed changes nothing here: there is one process; it is for --engine ms-swift\n{file}\(9,1\): warning DSP9017: target_modules changes nothing here: target_regex says [^\n]*\n{file}\(11,1\): warning DSP9016: train_type is an old name; write tuner_type\n\z",
            run.Error);
        Assert.Contains("\"q_proj\"\n", File.ReadAllText(Path.Combine(dataset.Adapter, "adapter_config.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--no-build")]
    [InlineData("--reproducible")] // the build tells of old names, and the trainer of what changes nothing in it
    public void What_is_said_of_train_yaml_comes_in_the_order_of_its_lines(string option)
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("num_train_epochs: 1", "train_type: lora", "deepspeed: zero2", "lora_dropout_p: 0.0", "vit_lr: 1.0e-5");
        var root = Path.GetDirectoryName(Path.GetDirectoryName(Goldens.Own));
        File.WriteAllText(Path.Combine(dataset.Folder, "tiny.csproj"), $"""<Project Sdk="Microsoft.Build.NoTargets/3.7.0"><Import Project="{root}/build/Dataset.targets" /></Project>""");
        using var run = TrainProcess.Run(dataset.Folder, option, "--dry-run");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["8", "9", "10", "11"], run.Error.Split('\n').Where(line => line.Contains("train.yaml(", StringComparison.Ordinal)).Select(line => line.Split("train.yaml(")[1].Split(',')[0]));
    }

    [Fact]
    public void Keys_that_would_change_what_is_learned_are_errors_all_at_once()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("loss_scale: last_round", "fp16: true", "bf16: true", "lora_bias: all", "torch_dtype: float16");
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            ["(6,13)", "(7,7)", "(8,7)", "(9,12)", "(10,14)"],
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf("train.yaml", StringComparison.Ordinal) + "train.yaml".Length)..line.IndexOf(": error DSP9005: ", StringComparison.Ordinal)]));
        Assert.Equal(5, run.Error.Count(c => c == '\n'));
    }
}
