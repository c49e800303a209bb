namespace DatasetPipeline.Language.Chinese;

/// <summary>How sure it is that a stretch of text says something of something.</summary>
internal enum Predicate
{
    /// <summary>There is no word that could.</summary>
    None,

    /// <summary>There is one, and it belongs to what is named.</summary>
    Doubtful,

    /// <summary>There is one.</summary>
    Found,
}
