using System.Globalization;

namespace DatasetPipeline.Language.Chinese;

/// <summary>The known words with their part of speech and how common they are.</summary>
internal static class WordLexicon
{
    private static readonly Lazy<Dictionary<string, (string Tag, double Cost)>> Words = new(Read);

    /// <summary>The longest known word.</summary>
    public const int Longest = 5;

    // The dictionary's words counted together, as a power of two.
    private const double AllWords = 26;

    /// <summary>A word's tag and the negative logarithm of its share; null where it is not known.</summary>
    public static (string Tag, double Cost)? Find(ReadOnlySpan<char> word) =>
        Words.Value.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var entry) ? entry : null;

    /// <summary>What a character costs that is no known word.</summary>
    public const double Unknown = 2 * AllWords;

    private static Dictionary<string, (string Tag, double Cost)> Read()
    {
        var words = new Dictionary<string, (string, double)>(100_000, StringComparer.Ordinal);
        foreach (var line in LexiconFile.Lines("Chinese.words.txt").Concat(LexiconFile.Lines("Chinese.more.txt")))
        {
            var parts = line.Split(' ');
            var cost = AllWords - int.Parse(parts[1], CultureInfo.InvariantCulture);
            for (var i = 2; i < parts.Length; i++)
            {
                // Ours come last and hold; a word that is more common than we say stays so.
                words[parts[i]] = (parts[0], words.TryGetValue(parts[i], out var known) ? Math.Min(cost, known.Item2) : cost);
            }
        }

        return words;
    }
}
