using System.Text.Json.Nodes;
using DatasetPipeline.Models.Checkpoints;
using TorchSharp;

namespace DatasetPipeline.Train.Tests.Commands;

public sealed class AskCommandTests
{
    [Fact]
    public void The_adapter_changes_what_is_said_and_the_same_question_has_the_same_answer()
    {
        using var dataset = new TinyDataset(epochs: 12);
        TrainProcess.Run(dataset.Folder, "--no-build");

        using var adapted = TrainProcess.Run(dataset.Folder, "ask", dataset.Picture, "--max-new-tokens", "12");
        using var again = TrainProcess.Run(dataset.Folder, "ask", dataset.Picture, "--max-new-tokens", "12", "--adapter", "bin/adapter");
        using var plain = TrainProcess.Run(dataset.Folder, "ask", dataset.Picture, "--max-new-tokens", "12", "--base", "--json");

        Assert.Equal((0, ""), (adapted.ExitCode, adapted.Error));
        Assert.Equal(adapted.Output, again.Output);
        var answer = JsonNode.Parse(plain.Output)!;
        Assert.NotEqual(adapted.Output.TrimEnd('\n'), (string?)answer["answer"]);
        Assert.Equal("Describe the image.", (string?)answer["prompt"]);
        Assert.InRange((int)answer["tokens"]!, 1, 12);
        Assert.True((double)answer["smallest_margin"]! > 0);
    }

    [Fact]
    public void The_evaluation_counts_answers_that_are_the_caption()
    {
        using var dataset = new TinyDataset(epochs: 40);
        TrainProcess.Run(dataset.Folder, "--no-build");

        using var table = TrainProcess.Run(dataset.Folder, "evaluate");
        using var json = TrainProcess.Run(dataset.Folder, "evaluate", "--json", "--split", "train");

        Assert.Equal(0, table.ExitCode);
        var answers = JsonNode.Parse(json.Output)!.AsArray();
        var equal = answers.Count(a => (string?)a!["adapter"]!["answer"] == (string?)a["caption"]);
        Assert.True(equal > 0, json.Output);
        Assert.Equal(6, answers.Count);
        Assert.Matches($@"(?m)^train +0/6 +0\.0% +{equal}/6 ", table.Output);
    }

    [Fact]
    public void Weights_that_give_no_numbers_are_told_by_every_command_before_anything_is_learned()
    {
        using var dataset = new TinyDataset(epochs: 1);
        TrainProcess.Run(dataset.Folder, "--no-build");
        var before = dataset.AdapterFiles();
        var weights = Path.Combine(dataset.CopyModel(), "model.safetensors");
        using (var file = SafetensorsFile.Open(weights))
        {
            var tensors = file.Entries.Keys.ToDictionary(name => name, file.Read);
            tensors["model.language_model.norm.weight"].fill_(float.NaN);
            SafetensorsWriter.Write(weights, tensors);
        }

        foreach (var arguments in (string[][])[["--no-build"], ["ask", dataset.Picture, "--base"], ["ask", dataset.Picture, "--json"], ["evaluate", "--json"]])
        {
            using var run = TrainProcess.Run(dataset.Folder, arguments);
            Assert.Equal(1, run.ExitCode);
            Assert.Matches(@"^[^\n]*base\(1,1\): error DSP8011: [^\n]*\n$", run.Error);
        }

        Assert.Equal(before, dataset.AdapterFiles());
    }

    [Fact]
    public void What_cannot_be_asked_is_one_line()
    {
        using var dataset = new TinyDataset();
        File.WriteAllBytes(Path.Combine(dataset.Folder, "half.png"), File.ReadAllBytes(dataset.Picture)[..300]);

        Assert.Matches(@"^[^\n]*bin/adapter\(1,1\): error DSP9006: [^\n]*--base\n$", TrainProcess.Run(dataset.Folder, "ask", dataset.Picture).Error);
        Assert.Matches(@"^[^\n]*half\.png\(1,1\): error DSP4007: [^\n]*\n$", TrainProcess.Run(dataset.Folder, "ask", "half.png", "--base").Error);
        Assert.Matches(@"^[^\n]*none\.png\(1,1\): error DSP4001: there is no such file[^\n]*\n$", TrainProcess.Run(dataset.Folder, "ask", "none.png", "--base").Error);
        Assert.Matches(@"^[^\n]*\(1,1\): error DSP9006: [^\n]*\n$", TrainProcess.Run(dataset.Folder, "evaluate", "--adapter", "nowhere").Error);
        Assert.NotEqual(0, TrainProcess.Run(dataset.Folder, "ask", dataset.Picture, "--base", "--max-new-tokens", "0").ExitCode);
    }
}
