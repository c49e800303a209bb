namespace DatasetPipeline.Train.Evaluation;

/// <summary>How likely a model finds what a row says.</summary>
/// <param name="Loss">Mean cross-entropy over its labels.</param>
/// <param name="Labels">Tokens that are to be said.</param>
/// <param name="Right">How many of them were the likeliest, each after the right ones before it.</param>
public readonly record struct RowScore(double Loss, int Labels, int Right);
