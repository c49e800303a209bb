namespace DatasetPipeline.Tokens;

/// <summary>Cuts text into the pieces that byte pairs are merged within.</summary>
internal abstract class Splitter
{
    /// <summary>Appends the end of each piece, in UTF-16 units; the pieces lie side by side and cover the text.</summary>
    public abstract void Split(ReadOnlySpan<char> text, List<int> ends);
}
