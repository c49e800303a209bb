namespace DatasetPipeline.Models.Generation;

/// <summary>What the model said.</summary>
/// <param name="Ids">The new tokens, the stop token included where one came.</param>
/// <param name="Text">Their text without special tokens, up to a stop text where one came.</param>
/// <param name="Finish">Why it ended.</param>
/// <param name="SmallestMargin">The smallest distance between the best two logits on the way; near 0 another machine may choose otherwise.</param>
public sealed record Answer(IReadOnlyList<int> Ids, string Text, FinishReason Finish, double SmallestMargin);
