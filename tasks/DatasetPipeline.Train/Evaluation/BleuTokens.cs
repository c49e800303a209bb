using System.Text;
using System.Text.RegularExpressions;

namespace DatasetPipeline.Train.Evaluation;

/// <summary>
/// Tokens as sacrebleu's BLEU counts them: <c>zh</c> for Chinese, and for all else <c>13a</c>, the one of the WMT's
/// mteval-v13a (https://aclanthology.org/W18-6319).
/// </summary>
internal static partial class BleuTokens
{
    // What zh takes for Chinese, its slip included: where CJK extension B was meant, 2001 to 2A6D are named, among them
    // quotation marks, arrows and signs of mathematics, and extension B itself is not.
    private static readonly (char First, char Last)[] ChineseRanges =
    [
        ('\u2001', '\u2A6D'), ('\u2E80', '\u2EFF'), ('\u2F00', '\u2FDF'), ('\u2FF0', '\u303F'), ('\u3100', '\u312F'), ('\u31A0', '\u31BF'), ('\u31C0', '\u31EF'),
        ('\u3200', '\u33FF'), ('\u3400', '\u4DB5'), ('\u4E00', '\u9FBB'), ('\uF900', '\uFA2D'), ('\uFA30', '\uFA6A'), ('\uFA70', '\uFAD9'), ('\uFE10', '\uFE1F'),
        ('\uFE30', '\uFE4F'), ('\uFF00', '\uFFEF'),
    ];

    /// <summary>The tokens of a text in Chinese (zh) or another language.</summary>
    public static List<string> Of(string text, string language) => PythonText.Split(Apart(language == "zh" ? Chinese(text) : Western(text)));

    private static string Western(string text)
    {
        // In this order: what one makes, a later one reads.
        ReadOnlySpan<(string Old, string New)> changes =
            [("<skipped>", ""), ("-\n", ""), ("\n", " "), ("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")];
        var plain = Trimmed(text);
        foreach (var (old, @new) in changes)
            plain = plain.Replace(old, @new, StringComparison.Ordinal);
        return $" {plain} ";
    }

    private static string Chinese(string text)
    {
        var apart = new StringBuilder();
        foreach (var c in Trimmed(text).SkipWhile(PythonText.IsSpace)) // a comma that begins the text is another token than one after a space
        {
            if (ChineseRanges.Any(range => c >= range.First && c <= range.Last))
                apart.Append(' ').Append(c).Append(' ');
            else
                apart.Append(c);
        }

        return apart.ToString();
    }

    private static string Trimmed(string text)
    {
        var end = text.Length;
        while (end > 0 && PythonText.IsSpace(text[end - 1]))
            end--;
        return text[..end];
    }

    // Points and commas stay where a digit is on both sides; a dash goes off after a digit alone. What one match has taken, the
    // next does not see, as the tokens are defined by.
    private static string Apart(string text)
    {
        var apart = Mark().Replace(text, " $0 ");
        apart = PointAfter().Replace(apart, "${before} ${point} ");
        apart = PointBefore().Replace(apart, " ${point} ${after}");
        return Dash().Replace(apart, "${before} ${point} ");
    }

    [GeneratedRegex("[!-&(-+/:-@[-`{-~]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Mark();

    [GeneratedRegex("(?<before>[^0-9])(?<point>[.,])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PointAfter();

    [GeneratedRegex("(?<point>[.,])(?<after>[^0-9])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PointBefore();

    [GeneratedRegex("(?<before>[0-9])(?<point>-)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Dash();
}
