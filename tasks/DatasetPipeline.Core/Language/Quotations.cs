namespace DatasetPipeline.Language;

/// <summary>Stretches between quotation marks.</summary>
internal static class Quotations
{
    /// <summary>Whether a quotation at a text's end closes the sentence around it: The tooltip says "Save first."</summary>
    public static bool CloseSentence(string quotation) =>
        quotation is [_, .., '.' or '!' or '?' or '…' or '。' or '！' or '？', '"' or '”' or '’' or '\'' or '」' or '』' or '》'];
}
