namespace DatasetPipeline.Tokens;

/// <summary>What a split pattern can ask of a character.</summary>
internal enum CharKind : byte
{
    /// <summary>Punctuation, symbols, controls and what is not assigned.</summary>
    Other,

    /// <summary><c>\p{L}</c></summary>
    Letter,

    /// <summary><c>\p{N}</c></summary>
    Number,

    /// <summary><c>\p{M}</c></summary>
    Mark,

    /// <summary><c>\s</c>, but for the two of <see cref="LineEnd"/>.</summary>
    Space,

    /// <summary><c>[\r\n]</c></summary>
    LineEnd,
}
