namespace DatasetPipeline.Train.Runs;

/// <summary>What a training did.</summary>
/// <param name="Samples">It learned from so many records.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Tokens">That went through the model, over all steps; null where nobody knows.</param>
/// <param name="TrainLoss">Mean over all steps.</param>
/// <param name="Best">The best evaluation; null where there was none.</param>
internal sealed record RunResult(int Samples, int Steps, long? Tokens, double TrainLoss, BestEvaluation? Best = null);
