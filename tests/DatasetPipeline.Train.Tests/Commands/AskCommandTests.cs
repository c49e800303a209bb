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
    public void A_drawn_answer_is_the_same_for_the_same_seed_and_its_settings_matter()
    {
        using var dataset = new TinyDataset();
        string[] common = ["ask", dataset.Picture, "--base", "--max-new-tokens", "16"];

        var greedy = Say();
        var drawn = Say("--seed", "3", "--temperature", "3");

        Assert.NotEqual(greedy, drawn);
        Assert.Equal(drawn, Say("--seed", "3", "--temperature", "3"));
        Assert.NotEqual(drawn, Say("--seed", "4", "--temperature", "3"));
        Assert.Equal(greedy, Say("--seed", "3", "--temperature", "3", "--top-k", "1"));
        Assert.Equal(greedy, Say("--seed", "3", "--top-p", "0.0001"));
        Assert.NotEqual(greedy, Say("--repetition-penalty", "5"));
        foreach (var (option, value) in new[] { ("--temperature", "0"), ("--top-p", "1.5"), ("--top-k", "-1"), ("--repetition-penalty", "0"), ("--seed", "x"), ("--max-new-tokens", "0") })
        {
            using var wrong = TrainProcess.Run(dataset.Folder, [.. common, option, value]);
            Assert.NotEqual(0, wrong.ExitCode);
            Assert.Contains(option, wrong.Error, StringComparison.Ordinal);
        }

        string Say(params string[] options)
        {
            using var run = TrainProcess.Run(dataset.Folder, [.. common, .. options]);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            return run.Output;
        }
    }

    [Fact]
    public void Several_pictures_are_asked_at_once_and_each_gets_the_answer_that_it_gets_alone()
    {
        using var dataset = new TinyDataset();
        string[] pictures = [dataset.Picture, Path.Combine(dataset.Folder, "images", "ui_320x192.png")];
        string[] common = ["--base", "--max-new-tokens", "8", "--json"];

        var alone = pictures.Select(picture => JsonNode.Parse(TrainProcess.Run(dataset.Folder, ["ask", picture, .. common]).Output)!).ToList();
        var together = JsonNode.Parse(TrainProcess.Run(dataset.Folder, ["ask", .. pictures, .. common]).Output)!.AsArray();
        var text = TrainProcess.Run(dataset.Folder, ["ask", .. pictures, .. common[..^1]]).Output;

        Assert.Equal(pictures, together.Select(answer => (string?)answer!["image"]));
        Assert.Equal(alone.Select(answer => (string?)answer["answer"]), together.Select(answer => (string?)answer!["answer"]));
        Assert.Equal(string.Concat(together.Select(answer => $"{answer!["image"]}:\n{answer["answer"]}\n")), text);
    }

    [Fact]
    public void Ctrl_C_ends_an_answer_with_what_was_said_so_far()
    {
        using var dataset = new TinyDataset();
        using var run = TrainProcess.Start(dataset.Folder, "ask", dataset.Picture, dataset.Picture, "--base", "--max-new-tokens", "1000000");
        run.WaitFor(".png:");
        Thread.Sleep(TimeSpan.FromSeconds(2));
        run.Interrupt();
        run.Wait();

        Assert.Equal((130, ""), (run.ExitCode, run.Error));
        Assert.True(run.Output.Length > $"{dataset.Picture}:\n".Length + 10, run.Output);
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
        Assert.All(answers, a => Assert.True((double)a!["adapter"]!["loss"]! < (double)a["base"]!["loss"]! && (double)a["adapter"]!["token_acc"]! > 0.5, json.Output));

        // The same figures for people and for scripts.
        using var summary = TrainProcess.Run(dataset.Folder, "evaluate", "--json", "--summary");
        var (before, after) = (JsonNode.Parse(summary.Output)![0]!, JsonNode.Parse(summary.Output)![1]!);
        Assert.Equal(("train", "en", "base", 6), ((string)before["split"]!, (string)before["language"]!, (string)before["model"]!, (int)before["count"]!));
        Assert.Equal(("adapter", equal), ((string)after["model"]!, (int)after["exact"]!));
        Assert.Equal(answers.Average(a => (double)a!["adapter"]!["loss"]!), (double)after["loss"]!, 1e-6);
        Assert.True((double)after["chrf"]! > (double)before["chrf"]! && (double)after["cider_d"]! > (double)before["cider_d"]!, summary.Output);
        Assert.Matches(System.FormattableString.Invariant($@"(?m)^train  en 6      base    +{(double)before["loss"]!:0.000} .*\n {{17}}adapter +{(double)after["loss"]!:0.000} +{100 * (double)after["token_acc"]!:0.0}% +{equal} +{(double)after["chrf"]!:0.0} "), table.Output);
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
