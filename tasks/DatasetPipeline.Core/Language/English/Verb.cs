namespace DatasetPipeline.Language.English;

/// <summary>A word that can be a verb.</summary>
/// <param name="Lemma">The base form.</param>
/// <param name="Forms">What forms of it the word can be.</param>
/// <param name="AsVerb">How often the base form is a verb: its senses and their counts.</param>
/// <param name="AsNoun">How often it is a noun.</param>
/// <param name="AsAdjective">How often it is an adjective.</param>
internal sealed record Verb(string Lemma, VerbForms Forms, int AsVerb, int AsNoun, int AsAdjective)
{
    /// <summary>Whether it is a verb more often than anything else.</summary>
    public bool IsMostlyVerb => AsVerb >= AsNoun && AsVerb >= AsAdjective;

    /// <summary>Whether it is hardly ever anything else.</summary>
    public bool IsHardlyNoun => AsNoun == 0 || AsVerb >= 4 * AsNoun;
}
