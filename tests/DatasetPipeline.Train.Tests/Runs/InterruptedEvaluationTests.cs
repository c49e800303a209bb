using System.Text.Json.Nodes;
using DatasetPipeline.Cli;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Train.Tests.Commands;
using DatasetPipeline.Train.Training;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Tests.Runs;

/// <summary>Ctrl+C while the test split is evaluated.</summary>
public sealed class InterruptedEvaluationTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)] // one of save_steps
    [InlineData(12)] // the last
    public void The_step_before_it_is_kept_and_the_evaluation_is_done_again_when_the_training_goes_on(int at)
    {
        using var dataset = new TinyDataset();
        File.WriteAllText(Path.Combine(dataset.Folder, "dataset.yaml"), "name: tiny\nresolution: 256\nsplits: {train: 0.5, test: 0.5}\n");
        dataset.Build();
        dataset.WriteTraining("num_train_epochs: 4", "learning_rate: 2.0e-2", "lora_dropout: 0", "logging_steps: 1", "eval_steps: 1", "save_steps: 4", "load_best_model_at_end: true");
        var undisturbed = Path.Combine(dataset.Folder, "undisturbed");
        Train(dataset, undisturbed, new View(null, null));

        using var interrupt = new CancellationTokenSource();
        var first = new View(interrupt, at);
        var stopped = Assert.Throws<InterruptedException>(() => Train(dataset, dataset.Adapter, first));
        Assert.StartsWith($"stopped after step {at} of 12; the same command goes on from there", stopped.Message, StringComparison.Ordinal);
        Assert.Equal(at - 1, first.Evaluations);

        var second = new View(null, null);
        Train(dataset, dataset.Adapter, second);
        Assert.Equal((at, 12 - at, 12 - at + 1), (second.Done, second.Steps, second.Evaluations));
        Assert.Equal(TinyDataset.Tensors(undisturbed), TinyDataset.Tensors(dataset.Adapter));
        Assert.Equal(Numbers(undisturbed), Numbers(dataset.Adapter));
    }

    private static void Train(TinyDataset dataset, string adapter, View view)
    {
        var project = DatasetProject.Find(dataset.Folder, "dotnet train");
        var settings = TrainSettings.Read(project.TrainFile);
        var files = new FileHashes(null);
        var (rows, test) = (SwiftRows.Read(project.RowsFile("train")), SwiftRows.Read(project.RowsFile("test")));
        var hashes = RowHashes.Of(rows, files);
        var lineage = Lineage.Of(settings, hashes, RowHashes.Of(test, files), files);
        var folders = new TrainingFolders(project, adapter);
        var plan = new TrainingPlan(PlanKind.Fresh, "") { Done = new CheckpointFolder(folders.Checkpoints(lineage, null, Kernels.Kind())).LastWhole().Step };
        new TrainingRun(project, settings, new(rows, test, hashes, lineage, files), folders, plan, reproducible: false).Train(view, view.Cancellation);
    }

    // Every loss, in the order of the file.
    private static List<(double?, double?)> Numbers(string adapter) =>
        [.. File.ReadLines(Path.Combine(adapter, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!).Select(line => ((double?)line["loss"], (double?)line["eval_loss"]))];

    // Interrupts as soon as a step is taken, before its evaluation.
    private sealed class View(CancellationTokenSource? interrupt, int? at) : ITrainingView
    {
        public CancellationToken Cancellation => interrupt?.Token ?? CancellationToken.None;

        public int Done { get; private set; }

        public int Steps { get; private set; }

        public int Evaluations { get; private set; }

        public void Say(string line)
        {
            // of no matter here
        }

        public void Begin(int samples, int steps, int done, int stepsPerEpoch) => Done = done;

        public void Step(StepResult step, TimeSpan remaining)
        {
            Steps++;
            if (step.Step == at)
                interrupt!.Cancel();
        }

        public void Evaluated(StepScore score) => Evaluations++;
    }
}
