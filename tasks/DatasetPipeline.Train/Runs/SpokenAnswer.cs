namespace DatasetPipeline.Train.Runs;

/// <summary>What a model said.</summary>
/// <param name="Text">Without special tokens.</param>
/// <param name="Tokens">How many it took, the one that ends the answer included.</param>
/// <param name="SmallestMargin">The smallest distance between the best two logits on the way.</param>
internal sealed record SpokenAnswer(string Text, int Tokens, double SmallestMargin);
