namespace DatasetPipeline.Answers.Tests;

/// <summary>What the trained model says of a record of the test split.</summary>
/// <param name="Id">The record's id.</param>
/// <param name="Answer">Greedy, so it comes out the same.</param>
/// <param name="SmallestMargin">The smallest distance between the best two logits on the way: near 0, rounding may choose the other.</param>
internal sealed record TestAnswer(string Id, string Answer, double SmallestMargin);
