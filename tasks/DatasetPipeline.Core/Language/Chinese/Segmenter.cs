using System.Text.RegularExpressions;
using DatasetPipeline.Records;

namespace DatasetPipeline.Language.Chinese;

/// <summary>Cuts a text into words: of all ways to cut it, the one whose words are the most common together.</summary>
internal static partial class Segmenter
{
    public static List<Word> Words(string text)
    {
        var words = new List<Word>();
        foreach (var match in Piece().Matches(text).Cast<Match>())
        {
            var first = match.Value[0];
            if (match.Groups["name"].Success)
                words.Add(new(match.Value, match.Index, "n"));
            else if (match.Groups["number"].Success)
                words.Add(new(match.Value, match.Index, "m"));
            else if (Languages.IsHan(first))
                Cut(match.Value, match.Index, words);
            else
                words.Add(new(match.Value, match.Index, "w"));
        }

        return words;
    }

    private static void Cut(string text, int start, List<Word> words)
    {
        var cost = new double[text.Length + 1];
        var from = new int[text.Length + 1];
        for (var end = 1; end <= text.Length; end++)
        {
            cost[end] = double.PositiveInfinity;
            for (var length = 1; length <= Math.Min(WordLexicon.Longest, end); length++)
            {
                var word = WordLexicon.Find(text.AsSpan(end - length, length));
                if (word is null && length > 1)
                    continue;
                var total = cost[end - length] + (word?.Cost ?? WordLexicon.Unknown);
                if (total < cost[end])
                    (cost[end], from[end]) = (total, end - length);
            }
        }

        var cuts = new Stack<int>();
        for (var end = text.Length; end > 0; end = from[end])
            cuts.Push(end);
        var at = 0;
        foreach (var end in cuts)
        {
            var word = text[at..end];
            words.Add(new(word, start + at, TagOf(word)));
            at = end;
        }
    }

    private static string TagOf(string word) => word switch
    {
        "的" or "地" or "得" or "了" or "着" or "过" or "吗" or "呢" or "吧" or "嘛" or "啊" => "u",
        "一" or "二" or "两" or "三" or "四" or "五" or "六" or "七" or "八" or "九" or "十" or "百" or "千" or "万" or "几" or "半" or "零" or "第一" or "第二" or "第三" => "m",
        "这" or "那" or "此" or "该" or "本" or "每" or "某" or "各" => "r",
        _ => WordLexicon.Find(word)?.Tag ?? "x",
    };

    [GeneratedRegex(
        """
        (?<name>"[^"\n]{0,200}" | “[^”]{0,200}” | ‘[^’]{0,200}’ | 「[^」]{0,200}」 | 『[^』]{0,200}』 | 《[^》]{0,200}》 | 【[^】]{0,200}】 | `[^`]{1,200}`
          | [A-Za-z][\w./\\:@+\#-]*(?<=[\w+\#/]) )
        | (?<number> [+-]?\d[\d.,:/%‰°℃-]*[A-Za-z%‰°℃/²³]* | [①-⑳])
        | \p{IsCJKUnifiedIdeographs}+ | \S
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Piece();
}
