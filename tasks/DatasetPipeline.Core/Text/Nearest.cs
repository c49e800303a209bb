namespace DatasetPipeline.Text;

/// <summary>The word somebody most likely meant.</summary>
public static class Nearest
{
    /// <summary>The candidate with the fewest edits from the word, or null when each differs in more than a third of its letters.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="candidates">What could have been meant.</param>
    /// <param name="least">The edits that are allowed however short the words are.</param>
    public static string? To(string word, IEnumerable<string> candidates, int least = 1)
    {
        var (nearest, distance) = candidates
            .Select(candidate => (Candidate: candidate, Distance: Edits(Plain(word), Plain(candidate))))
            .OrderBy(pair => pair.Distance)
            .ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
            .FirstOrDefault((Candidate: "", Distance: int.MaxValue));
        return distance <= Math.Max(least, Math.Max(word.Length, nearest.Length) / 3) ? nearest : null;
    }

    /// <summary>The end of a message: <c>; did you mean "lora_rank"?</c>, or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> candidates) =>
        To(word, candidates) is { } nearest ? $"; did you mean \"{nearest}\"?" : "";

    private static string Plain(string word) =>
        word.ToLowerInvariant().Replace('-', '_');

    // Levenshtein's distance where a swap of two neighbours is one edit, too.
    private static int Edits(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 32)
            return int.MaxValue;

        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var change = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(change, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}
