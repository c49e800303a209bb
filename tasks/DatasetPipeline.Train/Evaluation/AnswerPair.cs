namespace DatasetPipeline.Train.Evaluation;

/// <summary>What should have been said and what was.</summary>
/// <param name="Expected">The caption; the reference of the literature.</param>
/// <param name="Said">The answer; the hypothesis.</param>
public readonly record struct AnswerPair(string Expected, string Said);
