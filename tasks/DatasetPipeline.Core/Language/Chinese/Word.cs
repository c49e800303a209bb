namespace DatasetPipeline.Language.Chinese;

/// <summary>A word of a Chinese sentence.</summary>
/// <param name="Text">As it is written; a quotation as a whole.</param>
/// <param name="Start">Its first UTF-16 unit.</param>
/// <param name="Tag">Its part of speech as ICTCLAS names it: n noun, v verb, a adjective, d adverb, m number, q measure, f place, p preposition, c conjunction, u particle, w punctuation; x where it is not known.</param>
internal sealed record Word(string Text, int Start, string Tag)
{
    public bool Is(char kind) => Tag[0] == kind;
}
