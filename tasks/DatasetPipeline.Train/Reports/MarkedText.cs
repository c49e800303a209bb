using DatasetPipeline.Reports;
using DatasetPipeline.Train.Evaluation;

namespace DatasetPipeline.Train.Reports;

/// <summary>A sentence with its words about marks set off: right where another sentence says the same, wrong where it does not.</summary>
internal static class MarkedText
{
    private const int Longest = 1500;

    /// <summary>Writes the sentence.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="text">What is shown.</param>
    /// <param name="other">What it is held against.</param>
    public static void Write(HtmlWriter html, string text, string other)
    {
        var (shown, known, at) = (Short(text), AspectWords.In(other), 0);
        foreach (var word in AspectWords.In(shown))
        {
            var (kind, meaning) = known.Any(word.Agrees) ? ("good", "right") : ("bad", "wrong or missed");
            html.Write($"{shown[at..word.Start]}<mark class=\"{kind}\" title=\"{word.Aspect.ToString().ToLowerInvariant()}, {meaning}\">{shown.Substring(word.Start, word.Length)}</mark>");
            at = word.Start + word.Length;
        }

        html.Write($"{shown[at..]}");
    }

    // A model that repeats itself to the end makes no page of it. No surrogate pair is cut.
    private static string Short(string text) => text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] + "…";
}
