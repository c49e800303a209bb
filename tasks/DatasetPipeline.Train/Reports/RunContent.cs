using DatasetPipeline.Records;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Reports;

/// <summary>All that a training's page is made of.</summary>
/// <param name="Dataset">Its name.</param>
/// <param name="Settings">What train.yaml says.</param>
/// <param name="Records">How many records it trained on.</param>
/// <param name="Losses">Every step's; at least one.</param>
/// <param name="Evaluations">Those in its midst.</param>
/// <param name="Best">The best of them.</param>
/// <param name="Answers">What was said of the test split's records.</param>
/// <param name="ThumbnailFile">Where small pictures are kept for the next page.</param>
internal sealed record RunContent(
    DatasetSettings Dataset, TrainSettings Settings, int Records, IReadOnlyList<double> Losses, IReadOnlyList<StepScore> Evaluations, BestEvaluation? Best, IReadOnlyList<RecordAnswer> Answers, string ThumbnailFile)
{
    /// <summary>What the answers are worth.</summary>
    public IReadOnlyList<ModelScores> Scores { get; } = ModelScores.Of(Answers);
}
