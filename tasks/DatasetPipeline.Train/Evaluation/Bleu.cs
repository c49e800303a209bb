namespace DatasetPipeline.Train.Evaluation;

/// <summary>
/// BLEU (https://aclanthology.org/P02-1040) as sacrebleu computes it: up to four tokens, mixed case, each order without a match
/// smoothed exponentially. From 0 to 100.
/// </summary>
public static class Bleu
{
    private const int Longest = 4;

    /// <summary>Over all pairs, whose counts are added up first.</summary>
    /// <param name="pairs">At least one.</param>
    /// <param name="language">zh for the Chinese tokens; anything else for 13a's.</param>
    public static double OfCorpus(IEnumerable<AnswerPair> pairs, string language) => Of(pairs, language, asFarAsItGoes: false);

    /// <summary>Of one pair: orders for which the answer is too short do not count.</summary>
    public static double OfSentence(AnswerPair pair, string language) => Of([pair], language, asFarAsItGoes: true);

    private static double Of(IEnumerable<AnswerPair> pairs, string language, bool asFarAsItGoes)
    {
        var (said, expected) = (0, 0);
        var (right, all) = (new int[Longest], new int[Longest]);
        foreach (var pair in pairs)
        {
            var (saidTokens, expectedTokens) = (BleuTokens.Of(pair.Said, language), BleuTokens.Of(pair.Expected, language));
            (said, expected) = (said + saidTokens.Count, expected + expectedTokens.Count);
            foreach (var (n, (ours, theirs)) in Ngrams.UpTo(Longest, saidTokens).Zip(Ngrams.UpTo(Longest, expectedTokens)).Index())
                (right[n], all[n]) = (right[n] + ours.Shared(theirs), all[n] + ours.Total);
        }

        if (right.All(count => count == 0))
            return 0;
        var orders = all.Count(count => count > 0);
        if (orders < Longest && !asFarAsItGoes)
            return 0;
        var (smoothing, logarithms) = (1.0, 0.0);
        for (var n = 0; n < orders; n++)
        {
            if (right[n] == 0)
                smoothing *= 2;
            logarithms += Math.Log(right[n] == 0 ? 100 / (smoothing * all[n]) : 100.0 * right[n] / all[n]);
        }

        var brevity = said < expected ? Math.Exp(1 - ((double)expected / said)) : 1;
        return brevity * Math.Exp(logarithms / orders);
    }
}
