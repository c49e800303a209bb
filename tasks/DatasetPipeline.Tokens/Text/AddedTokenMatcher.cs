using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace DatasetPipeline.Tokens;

/// <summary>Finds added tokens in text: the leftmost, of those the longest, never overlapping.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly Dictionary<char, (string Pattern, AddedToken Token)[]> _byFirst;
    private readonly SearchValues<char> _firsts;

    public AddedTokenMatcher(IEnumerable<(string Pattern, AddedToken Token)> tokens)
    {
        _byFirst = tokens.Where(entry => entry.Pattern.Length > 0)
            .GroupBy(entry => entry.Pattern[0])
            .ToDictionary(group => group.Key, group => group.OrderByDescending(entry => entry.Pattern.Length).ToArray());
        _firsts = SearchValues.Create([.. _byFirst.Keys]);
    }

    /// <summary>
    /// The next token at or after <paramref name="search"/>, which moves behind it. The span from
    /// <paramref name="start"/> to <paramref name="end"/> holds the white space that it takes, none before <paramref name="floor"/>.
    /// </summary>
    public bool TryNext(ReadOnlySpan<char> text, int floor, ref int search, [NotNullWhen(true)] out AddedToken? token, out int start, out int end)
    {
        while (search < text.Length && text[search..].IndexOfAny(_firsts) is >= 0 and var skipped)
        {
            start = search + skipped;
            var (pattern, candidate) = LongestAt(text[start..]);
            if (candidate is null)
            {
                search = start + 1;
                continue;
            }

            search = end = start + pattern.Length;
            if (candidate.SingleWord && (EndsInWord(text[..start]) || StartsWithWord(text[end..])))
                continue;
            while (candidate.StripLeft && start > floor && char.IsWhiteSpace(text[start - 1]))
                start--;
            while (candidate.StripRight && end < text.Length && char.IsWhiteSpace(text[end]))
                end++;
            token = candidate;
            return true;
        }

        (token, start, end) = (null, text.Length, text.Length);
        return false;
    }

    private (string Pattern, AddedToken? Token) LongestAt(ReadOnlySpan<char> text)
    {
        foreach (var entry in _byFirst[text[0]])
        {
            if (text.StartsWith(entry.Pattern, StringComparison.Ordinal))
                return entry;
        }

        return ("", null);
    }

    private static bool EndsInWord(ReadOnlySpan<char> text) =>
        Rune.DecodeLastFromUtf16(text, out var rune, out _) == OperationStatus.Done && CharKinds.IsWord(rune);

    private static bool StartsWithWord(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out var rune, out _) == OperationStatus.Done && CharKinds.IsWord(rune);
}
