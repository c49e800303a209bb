using System.Text.Json.Nodes;
using DatasetPipeline.Models.Checkpoints;

namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>rank_pattern and alpha_pattern: layers whose adapter has another shape.</summary>
public sealed class LayerPatternTests
{
    [Fact]
    public void Each_layer_has_the_rank_of_the_first_pattern_that_fits_and_is_trained_on_asked_and_continued_with_it()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("num_train_epochs: 2", "rank_pattern: {'layers\\.0\\..*(q|v)_proj': 2, '(q|v)_proj': 6}", "alpha_pattern: {down_proj: 3}");
        using var run = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(dataset.Adapter, "adapter_config.json")))!;
        Assert.Equal(("""{"layers\\.0\\..*(q|v)_proj":2,"(q|v)_proj":6}""", """{"down_proj":3}"""), (config["rank_pattern"]!.ToJsonString(Plain), config["alpha_pattern"]!.ToJsonString(Plain)));
        using (var tensors = SafetensorsFile.Open(Path.Combine(dataset.Adapter, "adapter_model.safetensors")))
        {
            Assert.All(tensors.Entries.Where(tensor => tensor.Key.EndsWith(".lora_A.weight", StringComparison.Ordinal)), tensor => Assert.Equal(
                !tensor.Key.Contains(".q_proj.", StringComparison.Ordinal) && !tensor.Key.Contains(".v_proj.", StringComparison.Ordinal) ? 4 : tensor.Key.Contains(".layers.0.", StringComparison.Ordinal) ? 2 : 6,
                tensor.Value.Shape[0]));
        }

        Assert.Contains(@"| rank_pattern | `layers\.0\..*(q\|v)_proj`: 2, `(q\|v)_proj`: 6 |", File.ReadAllText(Path.Combine(dataset.Adapter, "README.md")), StringComparison.Ordinal);
        Assert.Contains("up to date", TrainProcess.Run(dataset.Folder, "--no-build").Output, StringComparison.Ordinal);
        using var answer = TrainProcess.Run(dataset.Folder, "ask", dataset.Picture, "--max-new-tokens", "4");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        dataset.Caption("ui_20x20", "This picture is the smallest of them all.");
        dataset.Build();
        using var increment = TrainProcess.Run(dataset.Folder, "--no-build");
        Assert.Equal((0, ""), (increment.ExitCode, increment.Error));
        Assert.Contains("increment", increment.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_changes_what_is_trained_and_one_for_no_layer_or_none_at_all_is_told_at_its_place()
    {
        using var dataset = new TinyDataset();
        TrainProcess.Run(dataset.Folder, "--no-build").Dispose();
        dataset.WriteTraining("num_train_epochs: 2", "alpha_pattern: {down_proj: 3}");
        Assert.Contains("alpha_pattern", TrainProcess.Run(dataset.Folder, "--no-build", "--dry-run").Output, StringComparison.Ordinal);

        dataset.WriteTraining("num_train_epochs: 2", "rank_pattern: {gate: 2}", "alpha_pattern: {k_prj: 3}");
        using var idle = TrainProcess.Run(dataset.Folder, "--no-build");
        dataset.WriteTraining("num_train_epochs: 2", "rank_pattern: {'(q_proj': 2}");
        using var broken = TrainProcess.Run(dataset.Folder, "--no-build");
        dataset.WriteTraining("num_train_epochs: 2", "rank_pattern: {q_proj: many, k_proj: 0}");
        using var wrong = TrainProcess.Run(dataset.Folder, "--no-build");

        Assert.Matches(@"train\.yaml\(8,15\): error DSP1004: ""gate"" fits no layer[^\n]*\n[^\n]*train\.yaml\(9,16\): error DSP1004: ""k_prj"" fits no layer", idle.Error);
        Assert.Contains("train.yaml(8,15): error DSP1004: \"(q_proj\" is no regular expression", broken.Error, StringComparison.Ordinal);
        Assert.Matches(@"train\.yaml\(8,24\): error DSP1003[^\n]*\n[^\n]*train\.yaml\(8,38\): error DSP1004", wrong.Error);
    }

    [Fact]
    public void Ms_swift_has_no_such_key_and_is_not_started()
    {
        using var dataset = new TinyDataset();
        dataset.WriteTraining("num_train_epochs: 2", "rank_pattern: {q_proj: 2}");
        using var run = TrainProcess.Run(dataset.Folder, "--no-build", "--engine", "ms-swift");

        Assert.Contains("train.yaml(8,15): error DSP9005: ms-swift has no rank_pattern", run.Error, StringComparison.Ordinal);
    }

    private static System.Text.Json.JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
