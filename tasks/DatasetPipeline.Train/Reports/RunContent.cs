using System.Text.Json.Nodes;
using DatasetPipeline.Cli;
using DatasetPipeline.Records;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Reports;

/// <summary>All that a training's page is made of.</summary>
/// <param name="Project">The dataset.</param>
/// <param name="Settings">What train.yaml says.</param>
/// <param name="Values">What was trained with, by the keys of train.yaml, as lineage.json has it.</param>
/// <param name="Trained">What <see cref="Increment.Trained"/> says of it.</param>
/// <param name="Losses">Every step's; at least one.</param>
/// <param name="Evaluations">Those in its midst.</param>
/// <param name="Best">The best of them.</param>
/// <param name="Answers">What was said of the test split's records.</param>
internal sealed record RunContent(
    DatasetProject Project, TrainSettings Settings, JsonObject Values, string Trained, IReadOnlyList<double> Losses, IReadOnlyList<StepScore> Evaluations, BestEvaluation? Best, IReadOnlyList<RecordAnswer> Answers)
{
    /// <summary>Its name.</summary>
    public DatasetSettings Dataset { get; } = DatasetSettings.Read(Project.DatasetFile);

    /// <summary>What the answers are worth.</summary>
    public IReadOnlyList<ModelScores> Scores { get; } = ModelScores.Of(Answers);

    /// <summary>Optimizer steps; not each need have told its loss.</summary>
    public int Steps { get; init; } = Losses.Count;

    /// <summary>Which program trained, where it was not this one.</summary>
    public string? Engine { get; init; }

    /// <summary>Why the test split was not asked for; null where it was, or is empty.</summary>
    public string? Unasked { get; init; }

    /// <summary>Where small pictures are kept for the next page.</summary>
    public string ThumbnailFile => Path.Combine(Project.Folder, "obj", "train", "thumbnails");
}
