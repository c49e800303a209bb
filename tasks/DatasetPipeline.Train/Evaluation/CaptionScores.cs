namespace DatasetPipeline.Train.Evaluation;

/// <summary>How near answers of one language are to their captions.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Exact">How many are the caption, to the character.</param>
/// <param name="ChrF">0 to 100.</param>
/// <param name="Bleu">0 to 100.</param>
/// <param name="CiderD">0 to 10.</param>
public sealed record CaptionScores(int Count, int Exact, double ChrF, double Bleu, double CiderD)
{
    /// <summary>Of at least one pair.</summary>
    public static CaptionScores Of(IReadOnlyList<AnswerPair> pairs, string language) => new(
        pairs.Count,
        pairs.Count(pair => pair.Said == pair.Expected),
        Evaluation.ChrF.Of(pairs),
        Evaluation.Bleu.OfCorpus(pairs, language),
        Evaluation.CiderD.Of(pairs, language).Average());
}
