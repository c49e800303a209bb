namespace DatasetPipeline.Tokens;

/// <summary>A conversation as the model reads it.</summary>
/// <param name="InputIds">(tokens,)</param>
/// <param name="Labels">(tokens,): the id where the token is learned, <see cref="NotLearned"/> elsewhere.</param>
/// <param name="Grids">One for each picture, in the order of their tags.</param>
public sealed record EncodedSample(int[] InputIds, int[] Labels, IReadOnlyList<ImageGrid> Grids)
{
    /// <summary>The label that the loss passes over, as in PyTorch's cross entropy.</summary>
    public const int NotLearned = -100;
}
