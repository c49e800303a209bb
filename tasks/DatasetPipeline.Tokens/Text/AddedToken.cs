namespace DatasetPipeline.Tokens;

/// <summary>A token that is looked for in the text before it is split, with the flags of tokenizer.json.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">What it is written as.</param>
/// <param name="SingleWord">Only where no word character touches it.</param>
/// <param name="StripLeft">The white space before it belongs to it.</param>
/// <param name="StripRight">The white space behind it belongs to it.</param>
/// <param name="Normalized">It is looked for in the normalised text.</param>
/// <param name="Special">Decoding may skip it.</param>
internal sealed record AddedToken(int Id, string Content, bool SingleWord, bool StripLeft, bool StripRight, bool Normalized, bool Special);
