namespace DatasetPipeline.Language.English;

/// <summary>A word, a punctuation mark, or a stretch that is named as a whole: a quotation, a path, a number.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Start">Its first UTF-16 unit.</param>
/// <param name="IsName">Whether it stands for a thing whatever it says: a quotation, a number, code.</param>
internal sealed record Token(string Text, int Start, bool IsName)
{
    /// <summary>In small letters.</summary>
    public string Word { get; } = Text.ToLowerInvariant().Replace('’', '\'');

    /// <summary>Whether it is a word of letters.</summary>
    public bool IsWord { get; } = !IsName && char.IsLetter(Text[0]);

    /// <summary>The verb that it may be.</summary>
    public Verb? Verb { get; } = !IsName && char.IsLetter(Text[0]) ? VerbLexicon.Find(Text.ToLowerInvariant()) : null;

    /// <summary>Whether the verb that it may be can have one of these forms.</summary>
    public bool CanBe(VerbForms forms) => Verb is not null && (Verb.Forms & forms) != VerbForms.None;
}
