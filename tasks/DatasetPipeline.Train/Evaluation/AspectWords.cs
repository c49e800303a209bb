using System.Text.RegularExpressions;
using DatasetPipeline.Language;
using DatasetPipeline.Train.Starter;

namespace DatasetPipeline.Train.Evaluation;

/// <summary>Finds the words that say which colour, kind and place a mark has, and what it marks. What stands between quotation marks belongs to the screen and is not looked at.</summary>
public static partial class AspectWords
{
    private const string EnglishColors = "red|crimson|orange|yellow|green|lime|cyan|teal|turquoise|blue|purple|violet|pink|magenta|black|white|gr[ae]y";
    private const string ChineseColors = "[红橙橘黄绿青蓝紫粉黑白灰]";
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly (string Word, string Key)[] ChinesePlaces =
        [.. StarterReading.ChinesePlaces, ("顶端", "top"), ("上部", "top"), ("底端", "bottom"), ("下部", "bottom"), ("左方", "left"), ("右方", "right"), ("中部", "middle"), ("正中", "middle")];

    /// <summary>The words of a sentence in English or Chinese, in its order; none overlaps another.</summary>
    public static IReadOnlyList<AspectWord> In(string sentence)
    {
        var text = Quoted().Replace(sentence, quoted => new string('"', quoted.Length));
        var found = new List<AspectWord>();
        // A text box is no box.
        foreach (var word in WidgetNames.In(text).Concat(Marks(text)).Concat(Colors(text)).Concat(Places(text)))
        {
            if (found.TrueForAll(other => word.Start >= other.Start + other.Length || other.Start >= word.Start + word.Length))
                found.Add(word);
        }

        return [.. found.OrderBy(word => word.Start)];
    }

    private static IEnumerable<AspectWord> Colors(string text) => EnglishColor().Matches(text).Concat(ChineseColor().Matches(text))
        .Select(match => new AspectWord(Aspect.Color, match.Index, match.Length, MarkWords.HueOf(match.Value)!.Value.ToString()));

    private static IEnumerable<AspectWord> Marks(string text)
    {
        foreach (var mention in MarkWords.Find(text))
        {
            var noun = MarkNoun().Match(mention.Text).Groups["kind"];
            yield return new(Aspect.Mark, mention.Start + noun.Index, noun.Length, "", mention.Kinds);
        }

        foreach (var noun in EnglishMark().Matches(text).Concat(ChineseMark().Matches(text)).Select(match => match.Groups["kind"]))
            yield return new(Aspect.Mark, noun.Index, noun.Length, "", MarkWords.KindOf(noun.Value));
    }

    private static IEnumerable<AspectWord> Places(string text)
    {
        foreach (var (row, column, match) in EnglishPlace().Matches(text).Select(match => (match.Groups["row"].Value, match.Groups["column"].Value, match)))
        {
            var place = string.Join(' ', new[] { Row(row), Column(column) }.Where(part => part.Length > 0));
            var (first, last) = row.Length == 0 ? (match.Groups["column"], match.Groups["column"]) : column.Length == 0 ? (match.Groups["row"], match.Groups["row"]) : (match.Groups["row"], match.Groups["column"]);
            yield return new(Aspect.Place, first.Index, last.Index + last.Length - first.Index, place);
        }

        foreach (var (word, key) in ChinesePlaces)
        {
            for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + word.Length, StringComparison.Ordinal))
                yield return new(Aspect.Place, at, word.Length, key);
        }
    }

    private static string Row(string word) => word.ToLowerInvariant() switch { "top" or "upper" => "top", "bottom" or "lower" => "bottom", "" => "", _ => "middle" };

    private static string Column(string word) => word.ToLowerInvariant() is "left" or "right" ? word.ToLowerInvariant() : word.Length > 0 ? "middle" : "";

    [GeneratedRegex("\"[^\"]*\"|“[^”]*”|「[^」]*」|『[^』]*』", Options, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex($@"\b(?:{EnglishColors})\b", Options, 1000)]
    private static partial Regex EnglishColor();

    // A character of a colour is part of many words: 空白, 黄金.
    [GeneratedRegex($"{ChineseColors}(?=色|的?[细粗虚实]?(?:方框|矩形|框|圆圈|椭圆|圈|箭头|下划线|横线|线|高亮))", Options, 1000)]
    private static partial Regex ChineseColor();

    // The noun of what MarkWords finds; an arrow without a colour is found with its verb.
    [GeneratedRegex(@"(?<kind>arrow|箭头)|(?<kind>方框|矩形框|框|圆圈|椭圆|圈|下划线|[a-z]+)$", Options, 1000)]
    private static partial Regex MarkNoun();

    // Nouns alone: what a red box circles is no circle.
    [GeneratedRegex(
        @"\b(?:the|an?|this|that|these|those|one|two|three|both|each)\s+(?<kind>box|rectangle|circle|ellipse|oval|arrow)(?:e?s)?\b"
        + $@"|\b(?:{EnglishColors})\s+(?<kind>line|stroke|ring|square|outline|border|marker)s?\b"
        + $@"|\b(?<kind>circled|boxed|framed|highlighted|underlined|outlined)\s+in\s+(?:{EnglishColors})\b"
        + $@"|\b(?<kind>box|ellipse|circle|arrow|highlight|line)\s+in\s+(?:{EnglishColors})\b",
        Options, 1000)]
    private static partial Regex EnglishMark();

    [GeneratedRegex($"(?<kind>方框|矩形框|椭圆|箭头|下划线|横线|高亮)|{ChineseColors}色?的?[细粗虚实]?(?<kind>线条|线)", Options, 1000)]
    private static partial Regex ChineseMark();

    // A side is one with a preposition or a noun; "left" and "right" alone are many things.
    [GeneratedRegex(
        @"\b(?<row>top|upper|bottom|lower)[\s-]+(?<column>left|right)\b"
        + @"|\b(?:at|on|in|to|near|along|towards?)\s+the\s+(?:very\s+|far\s+)?(?:(?<row>top|bottom)(?![\s-]+(?:left|right)\b)|(?<column>left|right|middle|cent(?:re|er)))\b"
        + @"|\b(?:(?<row>top|upper|bottom|lower)|(?<column>left|right|middle|cent(?:re|er|ral)))(?:-hand)?\s+(?:side|edge|corner|column|half|part|third|area|bar|pane|panel|sidebar)\b",
        Options, 1000)]
    private static partial Regex EnglishPlace();
}
