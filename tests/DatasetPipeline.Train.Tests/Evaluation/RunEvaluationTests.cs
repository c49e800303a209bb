using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DatasetPipeline.Cli;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Train.Tests.Commands;
using DatasetPipeline.Train.Training;
using DatasetPipeline.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Tests.Evaluation;

public sealed class RunEvaluationTests : IDisposable
{
    private readonly TinyDataset _dataset = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("run ").FullName;

    public void Dispose()
    {
        _dataset.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Captions that no build would let pass, as a page has to bear whatever comes.
    private IReadOnlyList<SwiftRow> Rows => [.. SwiftRows.Read(Path.Combine(_dataset.Folder, "bin", "dataset", "train.jsonl")).Select((row, i) => row with
    {
        Messages = [row.Messages[0], row.Messages[1] with { Content = i switch
        {
            0 => "The red box marks the \"<script>alert(1)</script>\" button at the top left.",
            1 => "红框标出了右侧的按钮，它还不能点击。",
            _ => row.Messages[1].Content,
        } }],
    })];

    [Fact]
    public void A_run_leaves_events_a_plot_and_a_page_that_needs_nothing_and_lets_nothing_in()
    {
        var (scores, losses, page) = Run(8, "eval_steps: 3", "logging_steps: 4");

        Assert.Equal([3, 6, 8], scores.Select(score => score.Step));
        Assert.True(scores[^1].Loss < scores[0].Loss);
        var events = EventFileTests.Scalars(Directory.GetFiles(Path.Combine(_folder, RunEvaluation.EventsFolder)).Single());
        Assert.Equal([1, 4, 8], events.Where(e => e.Tag == "train/loss").Select(e => e.Step));
        Assert.Equal(new[] { 0, 3, 7 }.Select(i => (float)losses[i]), events.Where(e => e.Tag == "train/loss").Select(e => e.Value));
        Assert.Equal(scores.Select(score => ((long)score.Step, (float)score.Loss)), events.Where(e => e.Tag == "eval/loss").Select(e => (e.Step, e.Value)));
        Assert.Contains(events, e => e.Tag == "test/zh/chrf");
        var logged = File.ReadLines(Path.Combine(_folder, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!).Where(line => line["eval_loss"] is not null).ToList();
        Assert.Equal(scores.Select(score => ($"{score.Step}/8", Math.Round(score.Loss, 8), Math.Round(score.TokenAccuracy, 8))), logged.Select(line => ((string)line["global_step/max_steps"]!, (double)line["eval_loss"]!, (double)line["eval_token_acc"]!)));
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], File.ReadAllBytes(Path.Combine(_folder, "eval.png"))[..4]);

        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?:src|href)=""(?!#|data:image/)|@import|url\(|https?://", page);
        Assert.Equal(3, Regex.Count(page, "<img src=\"data:image/webp;base64,", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.Contains("Content-Security-Policy", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(page, "<dt lang=\"en\">before, ", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.Contains("title=\"color, ", page, StringComparison.Ordinal);
        Assert.Contains("<tr><td><code>learning_rate</code></td><td>0.01</td></tr>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("for the machine", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_run_writes_the_same_page_and_the_same_plot()
    {
        var first = Run(4, "eval_steps: 2").Page;
        var plot = File.ReadAllBytes(Path.Combine(_folder, "eval.png"));
        var second = Run(4, "eval_steps: 2").Page;

        Assert.Equal(first, second);
        Assert.Equal(plot, File.ReadAllBytes(Path.Combine(_folder, "eval.png")));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder, RunEvaluation.EventsFolder)).Length);
    }

    [Fact]
    public void Without_a_record_to_test_on_there_are_curves_and_no_scores()
    {
        var page = Run(2, rows: [], "eval_steps: 1").Page;

        Assert.Contains("No record is in the test split", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "eval.png")));
    }

    [Fact]
    public void The_best_adapter_comes_back_at_the_end_also_after_a_resume()
    {
        using var scope = torch.NewDisposeScope();
        var (model, adapter, settings) = Open("eval_steps: 1", "load_best_model_at_end: true", "save_steps: 1", "early_stop_interval: 2");
        using var evaluation = new RunEvaluation(new AdapterLearner(model, adapter, settings), settings, Rows, _folder, 20, 6);
        var kept = new List<Dictionary<string, byte[]>>();
        var stopped = 0;
        foreach (var step in Train(model, adapter, settings, 3).Concat(Worse(adapter, 4)))
        {
            evaluation.After(step, CancellationToken.None);
            kept.Add(Bytes(adapter));
            if (evaluation.Saved())
            {
                stopped = step.Step;
                break;
            }
        }

        var best = evaluation.Scores.MinBy(score => score.Loss)!.Step;
        Assert.Equal(best, evaluation.Best.Step);
        Assert.InRange(best, 1, 3);
        Assert.Equal(best + 2, stopped);
        Assert.NotEqual(kept[best - 1], Bytes(adapter));

        var (otherModel, other, _) = Open();
        using var resumed = new RunEvaluation(new AdapterLearner(otherModel, other, settings), settings, Rows, _folder, 20, 6);
        resumed.Restore(JsonNode.Parse(evaluation.ToJson().ToJsonString())!.AsObject(), evaluation.BestTensors);
        Assert.True(evaluation.TakeBest());
        Assert.True(resumed.TakeBest());
        Assert.Equal(kept[best - 1], Bytes(adapter));
        Assert.Equal(kept[best - 1], Bytes(other));
        Assert.Equal(evaluation.Scores, resumed.Scores);
    }

    // Steps that unlearn.
    private static IEnumerable<StepResult> Worse(Adapter adapter, int from)
    {
        for (var step = from; ; step++) // away from what was learned, and further
        {
            using (torch.no_grad())
            {
                // The one factor alone: both would turn the sign of their product twice.
                foreach (var (_, tensor) in adapter.Tensors.Where(tensor => tensor.Key.Contains("lora_B", StringComparison.Ordinal)))
                    tensor.mul_(torch.tensor(step == from ? -2f : 2f));
            }

            yield return new(step, 9, 0, 1, 1e-2, 100, TimeSpan.FromSeconds(1));
        }
    }

    private static Dictionary<string, byte[]> Bytes(Adapter adapter) => adapter.Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.bytes.ToArray(), StringComparer.Ordinal);

    private (IReadOnlyList<StepScore> Scores, List<double> Losses, string Page) Run(int steps, params string[] lines) => Run(steps, [.. Rows.Take(3)], lines); // an untrained model talks to the end: three are enough

    private (IReadOnlyList<StepScore> Scores, List<double> Losses, string Page) Run(int steps, IReadOnlyList<SwiftRow> rows, params string[] lines)
    {
        using var scope = torch.NewDisposeScope();
        var (model, adapter, settings) = Open(lines);
        using var evaluation = new RunEvaluation(new AdapterLearner(model, adapter, settings), settings, rows, _folder, steps, 3);
        var losses = new List<double>();
        using (var metrics = new Metrics(Path.Combine(_folder, "metrics.jsonl"), steps, 3, Rows.Count, settings.LoggingSteps))
        {
            foreach (var step in Train(model, adapter, settings, steps))
            {
                losses.Add(step.Loss);
                metrics.Add(step);
                if (evaluation.After(step, CancellationToken.None) is { } score)
                    metrics.Add(score, rows.Count);
            }
        }

        var scores = evaluation.Finish(_folder, new DatasetProject(_dataset.Folder), new() { ["learning_rate"] = 0.01, ["ENV"] = new JsonObject { ["TOKEN"] = "for the machine" } }, "on 2 records", losses, CancellationToken.None);
        Assert.Equal(rows.Count == 0 ? 0 : 6, scores.Count); // en, zh and all, before and after
        return (evaluation.Scores, losses, File.ReadAllText(Path.Combine(_folder, "report.html")));
    }

    private IEnumerable<StepResult> Train(VisionLanguageModel model, Adapter adapter, TrainSettings settings, int steps)
    {
        using var optimizer = new AdamW(ParameterGroup.Of(adapter.Tensors, null), 0.9, 0.95, 1e-8, 0.1);
        var samples = new TrainingSet(model, Rows, 2, 1, settings.Seed);
        foreach (var step in TrainingLoop.Run(model, optimizer, new LearningRate(1e-2, "constant", 0, steps), 1, settings.Seed, samples.At, CancellationToken.None))
            yield return step;
    }

    private (VisionLanguageModel Model, Adapter Adapter, TrainSettings Settings) Open(params string[] lines)
    {
        _dataset.WriteTraining(lines);
        var settings = TrainSettings.Read(Path.Combine(_dataset.Folder, "train.yaml"));
        var model = ModelFolder.Open(settings.ModelFolder);
        var adapter = Adapter.Attach(model.LanguageLinears, new LoraSettings(4, 16, 0.05, false, false), settings.Seed);
        adapter.StartDropout();
        return (model, adapter, settings);
    }
}
