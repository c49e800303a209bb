using System.Runtime.InteropServices;
using DatasetPipeline.Records;

namespace DatasetPipeline.Language;

/// <summary>Finds sentences that differ in one word or name: with that word left out, their frames are the same.</summary>
public static class SentenceFrames
{
    // Shorter sentences are alike by chance.
    private const int FewestTokens = 5;
    private const int MostTokens = 200;

    /// <summary>The groups of texts that share a frame, each at least of the given size, in the texts' order; a text is in one group at most.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Shared(IReadOnlyList<string> texts, int fewest)
    {
        var frames = new ulong[texts.Count][];
        Parallel.For(0, texts.Count, i => frames[i] = FramesOf(texts[i]).ToArray());
        var all = new ulong[frames.Sum(list => list.Length)];
        var owners = new int[all.Length];
        for (int i = 0, start = 0; i < frames.Length; start += frames[i++].Length)
        {
            frames[i].CopyTo(all, start);
            Array.Fill(owners, i, start, frames[i].Length);
        }

        // Numbers by themselves: pairs of them take ten times as long to sort.
        Array.Sort(all, owners);
        var groups = new List<List<int>>();
        for (var start = 0; start < all.Length;)
        {
            var end = start + 1;
            while (end < all.Length && all[end] == all[start])
                end++;
            // A word that stands twice beside itself leaves the same frame twice.
            if (end - start >= fewest && owners[start..end].Distinct().Order().ToList() is var group && group.Count >= fewest)
                groups.Add(group);
            start = end;
        }

        // The largest first: it takes its texts out of the others.
        var taken = new HashSet<int>();
        var shared = new List<IReadOnlyList<int>>();
        foreach (var group in groups.OrderByDescending(group => group.Count).ThenBy(group => group[0]).ThenBy(group => group[^1]))
        {
            var left = group.Where(text => !taken.Contains(text)).ToList();
            if (left.Count < fewest)
                continue;
            taken.UnionWith(left);
            shared.Add(left);
        }

        return shared.OrderBy(group => group[0]).ToList();
    }

    // The text's hash with each run of one to four Chinese characters, or of one or two words, left out.
    private static IEnumerable<ulong> FramesOf(string text)
    {
        var tokens = Tokens(text);
        if (tokens.Count is < FewestTokens or > MostTokens)
            yield break;

        var before = new ulong[tokens.Count + 1];
        var power = new ulong[tokens.Count + 1];
        power[0] = 1;
        for (var i = 0; i < tokens.Count; i++)
        {
            before[i + 1] = unchecked((before[i] * Base) + tokens[i].Hash);
            power[i + 1] = unchecked(power[i] * Base);
        }

        for (var start = 0; start < tokens.Count; start++)
        {
            for (var length = 1; length <= (tokens[start].IsHan ? 4 : 2) && start + length < tokens.Count + 1; length++)
            {
                if (tokens.Count - length < FewestTokens - 1 || tokens[start + length - 1].IsHan != tokens[start].IsHan)
                    continue;
                var after = tokens.Count - start - length;
                var rest = unchecked(before[tokens.Count] - (before[start + length] * power[after]));
                yield return unchecked((((before[start] * Base) + Gap) * power[after]) + rest);
            }
        }
    }

    private const ulong Base = 0x9E3779B97F4A7C15;
    private const ulong Gap = 0xC2B2AE3D27D4EB4F;

    // Words, numbers, single Chinese characters, whole quotations and punctuation marks.
    private static List<(ulong Hash, bool IsHan)> Tokens(string text)
    {
        var tokens = new List<(ulong, bool)>();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            if (Closing(text[i]) is { } closing && text.IndexOf(closing, i + 1) is > 0 and var end)
                i = end + 1;
            else if (Languages.IsHan(text[i]))
                i++;
            else if (char.IsLetterOrDigit(text[i]))
                while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '\'' or '’' or '-') && !Languages.IsHan(text[i])) i++;
            else
                i++;
            tokens.Add((HashOf(text.AsSpan(start, i - start)), Languages.IsHan(text[start])));
        }

        return tokens;
    }

    private static char? Closing(char opening) => opening switch
    {
        '"' => '"',
        '“' => '”',
        '「' => '」',
        '『' => '』',
        '《' => '》',
        _ => null,
    };

    // FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/).
    private static ulong HashOf(ReadOnlySpan<char> token)
    {
        var hash = 14695981039346656037;
        foreach (var b in MemoryMarshal.AsBytes(token))
            hash = unchecked((hash ^ b) * 1099511628211);
        return hash;
    }
}
