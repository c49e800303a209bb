using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Language.Hygiene;

/// <summary>HTML and Markdown that were left over when a text was copied.</summary>
internal static partial class Markup
{
    public static IEnumerable<TextFinding> Find(string text) => Html().Matches(text).Select(match => (match, "HTML"))
        .Concat(Markdown().Matches(text).Select(match => (match, "Markdown")))
        .OrderBy(found => found.match.Index)
        .Take(1)
        .Select(found => new TextFinding(Codes.Markup, found.match.Index, $"{Shown.Value(found.match.Value.Trim())} is {found.Item2} that was left over; write the text without it"));

    [GeneratedRegex(
        @"</?(?:a|abbr|b|blockquote|body|br|button|center|code|dd|div|dl|dt|em|font|form|h[1-6]|head|hr|html|i|iframe|input|kbd|label|li|link|mark|meta|ol|option|p|pre|script|section|select|small|span|strong|style|sub|sup|svg|table|tbody|td|th|thead|tr|u|ul)(?:\s[^<>]*)?/?>|&(?:nbsp|amp|lt|gt|quot|apos|#\d{2,5}|#x[0-9a-f]{2,5});|<!--",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Html();

    [GeneratedRegex(
        @"^\s{0,3}#{1,6}\s|^\s{0,3}(?:[-*+]|\d{1,2}\.)\s+(?=\S)|^\s{0,3}>\s|!?\[[^\]\n]{1,100}\]\([^)\s]{1,200}\)|\*\*[^*\n]{1,200}\*\*|(?<!\w)__[^_\n]{1,200}__(?!\w)|~~[^~\n]{1,100}~~|```|^\|.*\|\s*$|(?<![\w*])\*[^\s*][^*\n]{0,60}[^\s*(]\*(?![\w*)])",
        RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Markdown();
}
