using DatasetPipeline.Models;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Train.Tests.Commands;
using DatasetPipeline.Train.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Tests.Evaluation;

public sealed class EvaluationSetTests : IDisposable
{
    private readonly TinyDataset _dataset = new();

    public void Dispose() => _dataset.Dispose();

    private IReadOnlyList<SwiftRow> Rows => SwiftRows.Read(Path.Combine(_dataset.Folder, "bin", "dataset", "train.jsonl"));

    [Fact]
    public void A_training_is_the_same_to_the_bit_with_and_without_evaluations_between_its_steps()
    {
        var (plainLosses, plainTensors, _) = Train(evaluates: false);
        var (losses, tensors, scores) = Train(evaluates: true);

        Assert.Equal(plainLosses, losses);
        Assert.Equal(plainTensors.Keys, tensors.Keys);
        foreach (var (name, bytes) in plainTensors)
            Assert.True(bytes.AsSpan().SequenceEqual(tensors[name]), name);
        Assert.True(scores[^1].Loss < scores[0].Loss * 0.9, string.Join(' ', scores.Select(score => score.Loss)));
        Assert.True(scores[^1].TokenAccuracy > scores[0].TokenAccuracy);
    }

    [Fact]
    public void Evaluating_draws_no_random_number_drops_nothing_and_leaves_gradients_as_they_are()
    {
        using var scope = torch.NewDisposeScope();
        var model = ModelFolder.Open(TinyDataset.Model);
        var adapter = Adapter.Attach(model.LanguageLinears, new LoraSettings(4, 8, 0.5, false, false), 1);
        adapter.StartDropout();
        foreach (var (_, tensor) in adapter.Tensors)
        {
            using (torch.no_grad())
                tensor.add_(torch.ones_like(tensor).mul_(torch.tensor(0.02f)));
            tensor.requires_grad_(true);
        }

        var set = new EvaluationSet(model, Rows, 2);
        var batch = new TrainingSet(model, Rows, 2, 1, 1).At(0)[0];
        torch.random.manual_seed(3);
        model.Loss(batch.Samples, batch.See()).backward();
        var gradients = adapter.Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.grad!.bytes.ToArray());
        var state = torch.random.get_rng_state().bytes.ToArray();

        var (first, again) = (set.Score(CancellationToken.None), set.Score(CancellationToken.None));

        Assert.Equal(state, torch.random.get_rng_state().bytes.ToArray());
        Assert.All(adapter.Tensors, tensor => Assert.Equal(gradients[tensor.Key], tensor.Value.grad!.bytes.ToArray()));
        Assert.Equal(first.Rows, again.Rows);
        // It drops again afterwards.
        Assert.NotEqual(Loss(), Loss());
        using (AdapterPause.OfDropout(model.LanguageLinears))
            Assert.Equal(Loss(), Loss());

        float Loss()
        {
            using var frozen = torch.no_grad();
            return model.Loss(batch.Samples, batch.See()).item<float>();
        }
    }

    [Fact]
    public void A_row_s_loss_is_the_model_s_own_whatever_it_is_batched_with_and_rows_count_alike()
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        _dataset.Caption("ui_20x20", "A much longer caption, so that the mean over rows is another one than the mean over labels, goes to this one picture of six.");
        _dataset.Build();
        var model = ModelFolder.Open(TinyDataset.Model);
        var alone = new EvaluationSet(model, Rows, 1).Score(CancellationToken.None);
        var together = new EvaluationSet(model, Rows, 4).Score(CancellationToken.None);
        var training = new TrainingSet(model, Rows, 1, 1, 0, shuffle: false);

        Assert.Equal(6, alone.Rows.Count);
        for (var i = 0; i < alone.Rows.Count; i++)
        {
            var batch = training.At(i)[0];
            Assert.Equal(model.Loss(batch.Samples, batch.See()).item<float>(), alone.Rows[i].Loss, 1e-5);
            Assert.Equal(alone.Rows[i].Loss, together.Rows[i].Loss, 1e-5);
            Assert.Equal((alone.Rows[i].Labels, alone.Rows[i].Right), (together.Rows[i].Labels, together.Rows[i].Right));
        }

        Assert.Equal(alone.Rows.Average(row => row.Loss), alone.Loss, 1e-12);
        Assert.NotEqual(alone.Rows.Sum(row => row.Loss * row.Labels) / alone.Rows.Sum(row => row.Labels), alone.Loss, 1e-4);
        Assert.Throws<OperationCanceledException>(() => new EvaluationSet(model, Rows, 4).Score(new CancellationToken(canceled: true)));
    }

    private (List<double> Losses, SortedDictionary<string, byte[]> Tensors, List<SplitScore> Scores) Train(bool evaluates)
    {
        using var scope = torch.NewDisposeScope();
        var model = ModelFolder.Open(TinyDataset.Model);
        var adapter = Adapter.Attach(model.LanguageLinears, new LoraSettings(4, 16, 0.1, false, false), 5);
        adapter.StartDropout();
        using var optimizer = new AdamW(ParameterGroup.Of(adapter.Tensors, null), 0.9, 0.95, 1e-8, 0.1);
        var samples = new TrainingSet(model, Rows, 2, 1, 5);
        var rate = new LearningRate(1e-2, "constant", 0, 12);
        var set = evaluates ? new EvaluationSet(model, Rows, 3) : null;
        var (losses, scores) = (new List<double>(), new List<SplitScore>());
        foreach (var step in TrainingLoop.Run(model, optimizer, rate, 1, 5, samples.At, CancellationToken.None))
        {
            losses.Add(step.Loss);
            if (set is not null)
                scores.Add(set.Score(CancellationToken.None));
        }

        return (losses, new(adapter.Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.bytes.ToArray()), StringComparer.Ordinal), scores);
    }
}
