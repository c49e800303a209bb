using System.Diagnostics;
using System.Text.RegularExpressions;
using DatasetPipeline.Models.Tests;
using DatasetPipeline.Train.Tests.Commands;

namespace DatasetPipeline.Train.Tests.Engines;

/// <summary>What <c>dotnet train --engine ms-swift</c> writes, and what the script does with it.</summary>
public sealed class SwiftFilesTests : IDisposable
{
    private readonly TinyDataset _dataset = new(epochs: 1);

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void Arguments_are_train_yaml_s_in_today_s_names_with_what_makes_them_mean_the_same_there()
    {
        var model = Train(
            "train_type: lora",
            "target_modules: [q_proj, v_proj]",
            "learning_rate: 1e-4",
            "deepspeed: {zero_optimization: {stage: 2, offload: false}}",
            "attn_impl: flash_attn",
            "padding_free: true",
            "sequence_parallel_size: 4",
            "report_to: [tensorboard, wandb]",
            "system: \"It's \\\"here\\\":\\n中文\"",
            "output_dir: elsewhere",
            "torch_dtype: float32",
            "ENV: {WANDB_PROJECT: 'it''s', NPROC_PER_NODE: '2'}");
        using var run = DryRun();

        Assert.Equal((0, $"{Path.Combine("bin", "ms-swift")}: written; sh {Path.Combine("bin", "ms-swift", "run.sh")} starts the training where ms-swift is installed\n"), (run.ExitCode, run.Output));
        Assert.Equal(
            $$$"""
            # Written by `dotnet train --engine ms-swift` from train.yaml; changes here are lost.
            model: '{{{model}}}'
            tuner_type: 'lora'
            learning_rate: 1e-4
            deepspeed: {'zero_optimization': {'stage': 2, 'offload': false}}
            attn_impl: 'flash_attn'
            padding_free: true
            sequence_parallel_size: 4
            report_to: ['tensorboard', 'wandb']
            system: "It's \"here\":\u000a中文"
            torch_dtype: 'float32'
            target_regex: '.*language_model\..*\.(q_proj|v_proj)'
            template: 'internvl_hf'
            model_type: 'internvl'
            fp16: false
            strict: true
            check_model: false
            dataset: bin/dataset/train.jsonl
            output_dir: bin/ms-swift/run
            add_version: false
            ENV:
              'NPROC_PER_NODE': '2'
              'ROOT_IMAGE_DIR': 'bin/dataset'
              'WANDB_PROJECT': 'it''s'

            """,
            Read("args.yaml"));
        var files = Directory.GetFiles(Path.Combine(_dataset.Folder, "bin", "ms-swift"));
        Assert.Equal(["args.yaml", "run.sh"], files.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var times = files.ToDictionary(file => file, File.GetLastWriteTimeUtc);

        Assert.Equal(0, DryRun().ExitCode);

        Assert.All(times, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
        Assert.False(Directory.Exists(_dataset.Adapter));
    }

    [Fact]
    public void What_is_not_frozen_is_ms_swift_s_to_reach()
    {
        Train("target_modules: [q_proj]", "freeze_vit: false", "freeze_aligner: false");
        Assert.Equal(0, DryRun().ExitCode);

        Assert.Contains("\ntarget_modules: ['q_proj']\nfreeze_vit: false\nfreeze_aligner: false\n", Read("args.yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain("target_regex", Read("args.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_given_is_not_given_twice_and_what_is_not_is_left_to_ms_swift()
    {
        Train("target_modules: all-linear", "strict: false", "check_model: true", "torch_dtype: bfloat16", "model_type: internvl_chat");
        Assert.Equal(0, DryRun().ExitCode);

        var keys = Read("args.yaml").Split('\n').Where(line => line.Length > 0 && line[0] is not ('#' or ' ')).Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]);
        Assert.Equal(["model", "target_modules", "strict", "check_model", "torch_dtype", "model_type", "dataset", "output_dir", "add_version", "ENV"], keys);
    }

    [Fact]
    public void The_test_split_is_named_where_an_evaluation_is_asked_for_and_it_has_rows()
    {
        Train("val_dataset: bin/dataset/test.jsonl");
        DryRun();
        Assert.DoesNotContain("val_dataset", Read("args.yaml"), StringComparison.Ordinal);

        File.Copy(Path.Combine(_dataset.Folder, "bin", "dataset", "train.jsonl"), Path.Combine(_dataset.Folder, "bin", "dataset", "test.jsonl"), overwrite: true);
        DryRun();
        Assert.Contains("\nval_dataset: bin/dataset/test.jsonl\n", Read("args.yaml"), StringComparison.Ordinal);

        Train("lora_rank: 4");
        DryRun();
        Assert.DoesNotContain("val_dataset", Read("args.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_Qwen_checkpoint_whose_image_token_is_not_the_published_one_is_refused_with_the_reason()
    {
        _dataset.WriteTraining("num_train_epochs: 1");
        using var run = DryRun();

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches($@"^{Regex.Escape(Path.GetFullPath(Path.Combine(TinyDataset.Model, "config.json")))}\(1,1\): error DSP9019: the token of a picture has the id 912 in this model, and ms-swift has the published 151655 built in[^\n]*\n$", run.Error);
        Assert.False(Directory.Exists(Path.Combine(_dataset.Folder, "bin", "ms-swift")));
    }

    [Fact]
    public void All_weights_and_a_variable_without_a_name_are_refused_at_their_places()
    {
        Train("tuner_type: full", "ENV: {'A=B': c}");
        using var run = DryRun();

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"^[^\n]*train\.yaml\(2,13\): error DSP9005: [^\n]*\n[^\n]*train\.yaml\(3,6\): error DSP9005: [^\n]*\n$", run.Error);
    }

    [Theory]
    [InlineData("--engine ms-swift --resume", "--resume goes with --engine torch: ms-swift trains from the start.")]
    [InlineData("--engine=ms-swift --reproducible", "does not promise the same bits")]
    [InlineData("--engine=keras", "'keras'")]
    public void Options_that_make_no_sense_together_are_told(string arguments, string message)
    {
        using var run = TrainProcess.Run(_dataset.Folder, ["--no-build", .. arguments.Split(' ')]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_reads_JSON_of_a_dry_run()
    {
        Train("lora_rank: 4");
        using var run = TrainProcess.Run(_dataset.Folder, "--no-build", "--engine", "ms-swift", "--dry-run", "--json");

        var json = System.Text.Json.Nodes.JsonNode.Parse(run.Output)!;
        Assert.Equal((false, Path.Combine(_dataset.Folder, "bin", "ms-swift")), ((bool)json["trained"]!, (string?)json["files"]));
    }

    [Theory]
    [InlineData("lora_rank: 4", "CUDA_VISIBLE_DEVICES=0", "NPROC_PER_NODE=")]
    [InlineData("lora_rank: 4", "CUDA_VISIBLE_DEVICES=0,1,2", "NPROC_PER_NODE=3")]
    [InlineData("lora_rank: 4", "CUDA_VISIBLE_DEVICES=0,1 NPROC_PER_NODE=1", "NPROC_PER_NODE=1")]
    [InlineData("lora_rank: 4", "NNODES=2 NODE_RANK=1 MASTER_ADDR=10.0.0.1", "NPROC_PER_NODE=1 NNODES=2 NODE_RANK=1 MASTER_ADDR=10.0.0.1")]
    [InlineData("deepspeed: zero2", "CUDA_VISIBLE_DEVICES=0", "NPROC_PER_NODE=1")]
    [InlineData("deepspeed: zero3", "CUDA_VISIBLE_DEVICES=0,1", "NPROC_PER_NODE=2")]
    [InlineData("device_map: auto", "CUDA_VISIBLE_DEVICES=0,1", "NPROC_PER_NODE=")]
    [InlineData("ENV: {NPROC_PER_NODE: '4', A: \"it's $HOME\"}", "A=outside", "NPROC_PER_NODE=4 A=it's $HOME")]
    [InlineData("ENV: {NPROC_PER_NODE: '4'}", "NPROC_PER_NODE=2", "NPROC_PER_NODE=2")]
    public void The_script_starts_ms_swift_in_the_dataset_s_folder_as_the_machine_asks(string setting, string environment, string expected)
    {
        Train(setting);
        Assert.Equal(0, DryRun().ExitCode);
        using var swift = new StandIn("true");

        var (exitCode, _) = Sh(swift, environment, "--max_steps", "3");

        Assert.Equal(0, exitCode);
        Assert.Equal((_dataset.Folder + "\n", "sft bin/ms-swift/args.yaml --max_steps 3\n"), (swift.Said("cwd"), swift.Said("arguments")));
        var said = "\n" + swift.Said("environment");
        Assert.Contains("\nROOT_IMAGE_DIR=bin/dataset\n", said, StringComparison.Ordinal);
        foreach (var variable in Regex.Split(expected, " (?=[A-Z_]+=)", RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            if (variable.EndsWith('='))
                Assert.DoesNotContain("\n" + variable, said, StringComparison.Ordinal);
            else
                Assert.Contains($"\n{variable}\n", said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("NNODES=2 MASTER_ADDR=a", "NODE_RANK: set it to the number of this machine")]
    [InlineData("NNODES=2 NODE_RANK=0", "MASTER_ADDR: set it to the address")]
    public void On_several_machines_it_says_what_is_missing(string environment, string message)
    {
        Train("lora_rank: 4");
        Assert.Equal(0, DryRun().ExitCode);
        using var swift = new StandIn("true");

        var (exitCode, error) = Sh(swift, environment);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private TrainProcess DryRun() => TrainProcess.Run(_dataset.Folder, "--no-build", "--engine", "ms-swift", "--dry-run");

    private string Read(string file) => File.ReadAllText(Path.Combine(_dataset.Folder, "bin", "ms-swift", file));

    // Of InternVL, whose image token ms-swift takes from the tokenizer.
    private string Train(params string[] lines)
    {
        var model = Path.GetRelativePath(_dataset.Folder, Path.Combine(Goldens.Own, "internvl", "model"));
        File.WriteAllLines(Path.Combine(_dataset.Folder, "train.yaml"), [$"model: {model}", .. lines]);
        return model;
    }

    private (int ExitCode, string Error) Sh(StandIn swift, string environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh", [Path.Combine(_dataset.Folder, "bin", "ms-swift", "run.sh"), .. arguments]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var name in new[] { "NPROC_PER_NODE", "NNODES", "NODE_RANK", "MASTER_ADDR", "CUDA_VISIBLE_DEVICES" })
            start.Environment.Remove(name);
        start.Environment["PATH"] = swift.Environment["PATH"];
        foreach (var variable in environment.Split(' '))
            start.Environment[variable.Split('=')[0]] = variable.Split('=')[1];
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
