namespace DatasetPipeline.Tokens;

/// <summary>What one call of Encode collects.</summary>
/// <param name="Ids">The ids so far.</param>
internal sealed record EncodingWork(List<int> Ids)
{
    /// <summary>Ends of the pieces of the text at hand.</summary>
    public List<int> Ends { get; } = [];
}
