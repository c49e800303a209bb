namespace DatasetPipeline.Train.Evaluation;

/// <summary>
/// CIDEr-D (https://arxiv.org/abs/1411.5726) as pycocoevalcap computes it: runs of one to four tokens, each weighing the more
/// the fewer captions have it. From 0 to 10; one caption alone gives 0, as nothing tells it from others.
/// </summary>
public static class CiderD
{
    private const int Longest = 4;
    private const double Sigma = 6;

    /// <summary>Of each pair, among the captions of all of them; the corpus's is their mean.</summary>
    /// <param name="pairs">Of one language.</param>
    /// <param name="language">zh: a token is a character; else a word in lower case, split at white space, with the marks on it.</param>
    public static IReadOnlyList<double> Of(IReadOnlyList<AnswerPair> pairs, string language)
    {
        var expected = pairs.Select(pair => Runs(pair.Expected, language)).ToList();
        var captions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var run in expected.SelectMany(runs => runs).SelectMany(runs => runs.Counts.Keys))
            captions[run] = captions.GetValueOrDefault(run) + 1;

        return [.. pairs.Select((pair, i) => Score(Runs(pair.Said, language), expected[i], run => Math.Log(pairs.Count) - Math.Log(Math.Max(1, captions.GetValueOrDefault(run)))))];
    }

    private static double Score(Ngrams[] said, Ngrams[] expected, Func<string, double> weight)
    {
        // The lengths that are compared are counted in pairs of tokens.
        double longer = said[1].Total - expected[1].Total;
        var score = 0.0;
        foreach (var (ours, theirs) in said.Zip(expected))
        {
            var (a, b) = (Weigh(ours), Weigh(theirs));
            // What is repeated more often than the caption has it does not help.
            var product = a.Sum(run => b.TryGetValue(run.Key, out var other) ? Math.Min(run.Value, other) * other : 0);
            var norm = Norm(a) * Norm(b);
            score += norm == 0 ? product : product / norm;
        }

        return 10 * score / Longest * Math.Exp(-longer * longer / (2 * Sigma * Sigma));

        Dictionary<string, double> Weigh(Ngrams runs) => runs.Counts.ToDictionary(run => run.Key, run => run.Value * weight(run.Key), StringComparer.Ordinal);
    }

    private static double Norm(Dictionary<string, double> weights) => Math.Sqrt(weights.Values.Sum(weight => weight * weight));

    private static Ngrams[] Runs(string text, string language) =>
        Ngrams.UpTo(Longest, language == "zh" ? PythonText.Characters(text) : PythonText.Split(text.ToLowerInvariant()));
}
