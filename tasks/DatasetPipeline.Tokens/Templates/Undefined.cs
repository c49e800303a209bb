namespace DatasetPipeline.Tokens.Templates;

/// <summary>A name or key that is not there: prints nothing, is false, holds nothing.</summary>
internal sealed class Undefined
{
    public static readonly Undefined Value = new();

    private Undefined()
    {
    }
}
