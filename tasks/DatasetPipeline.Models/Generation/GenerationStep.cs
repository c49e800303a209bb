namespace DatasetPipeline.Models.Generation;

/// <summary>One new token of one answer.</summary>
/// <param name="Request">Which of the requests it belongs to.</param>
/// <param name="Id">The token.</param>
/// <param name="Text">Text that has become whole with it; often empty, never half a character.</param>
/// <param name="Margin">The distance between the best two logits.</param>
/// <param name="Finish">Why the answer ends with it; null while it goes on.</param>
public sealed record GenerationStep(int Request, int Id, string Text, double Margin, FinishReason? Finish);
