namespace DatasetPipeline.Train.Evaluation;

/// <summary>
/// chrF (https://aclanthology.org/W15-3049) as sacrebleu computes it: runs of one to six characters without white space, recall
/// weighing twice as much as precision. From 0 to 100.
/// </summary>
public static class ChrF
{
    private const int Longest = 6;
    private const double RecallWeight = 2 * 2;
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>Over all pairs, whose counts are added up first; of one pair it is the sentence's.</summary>
    /// <param name="pairs">At least one.</param>
    /// <param name="words">The longest run of words that counts beside the characters: 0 is chrF, 2 is chrF++.</param>
    public static double Of(IEnumerable<AnswerPair> pairs, int words = 0)
    {
        var counts = new (int Said, int Expected, int Shared)[Longest + words];
        foreach (var pair in pairs)
        {
            foreach (var (n, (said, expected)) in Runs(pair.Said, words).Zip(Runs(pair.Expected, words)).Index())
            {
                // Where the caption has no run of this length, an answer's cannot be wrong.
                var all = expected.Total;
                counts[n] = (counts[n].Said + (all > 0 ? said.Total : 0), counts[n].Expected + all, counts[n].Shared + said.Shared(expected));
            }
        }

        var counted = counts.Where(c => c.Said > 0 && c.Expected > 0).ToList();
        if (counted.Sum(c => c.Shared) == 0)
            return 0;
        var precision = counted.Average(c => (double)c.Shared / c.Said);
        var recall = counted.Average(c => (double)c.Shared / c.Expected);
        return 100 * (1 + RecallWeight) * precision * recall / ((RecallWeight * precision) + recall);
    }

    private static IEnumerable<Ngrams> Runs(string text, int words) =>
        Ngrams.UpTo(Longest, PythonText.Characters(text)).Concat(Ngrams.UpTo(words, words > 0 ? Words(text) : []));

    // One mark goes off a word, the last before the first.
    private static List<string> Words(string text) => [.. PythonText.Split(text).SelectMany(word =>
        word.Length == 1 ? [word]
        : Punctuation.Contains(word[^1], StringComparison.Ordinal) ? [word[..^1], word[^1..]]
        : Punctuation.Contains(word[0], StringComparison.Ordinal) ? [word[..1], word[1..]]
        : (string[])[word])];
}
