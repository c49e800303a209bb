namespace DatasetPipeline.Tokens.Templates;

/// <summary>What becomes of the loop around a statement.</summary>
internal enum LoopStep
{
    /// <summary>The next statement.</summary>
    Next,

    /// <summary>The next item.</summary>
    Continue,

    /// <summary>The end of the loop.</summary>
    Break,
}
