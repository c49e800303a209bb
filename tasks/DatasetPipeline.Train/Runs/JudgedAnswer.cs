using DatasetPipeline.Train.Evaluation;

namespace DatasetPipeline.Train.Runs;

/// <summary>What a model said, and how likely it finds what it should have said.</summary>
/// <param name="Said">Its answer.</param>
/// <param name="Score">Of the caption.</param>
internal sealed record JudgedAnswer(SpokenAnswer Said, RowScore Score);
