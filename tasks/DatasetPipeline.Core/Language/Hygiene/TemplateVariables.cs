using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Language.Hygiene;

/// <summary>Variables of a template that nobody filled in.</summary>
internal static partial class TemplateVariables
{
    public static IEnumerable<TextFinding> Find(string text) => Variable().Matches(text).Where(match => !IsSpokenOf(text, match)).Select(match => new TextFinding(
        Codes.TemplateVariable, match.Index, $"{Shown.Value(match.Value)} is a variable of a template that was not filled in; write what it stands for"));

    // The tooltip says {name}, "Hello {name}": the sentence speaks of it. The button shows {object}: it was to be filled in.
    private static bool IsSpokenOf(string text, Match match)
    {
        var start = Math.Max(0, match.Index - 200);
        var before = text.AsSpan(start, match.Index - start);
        var line = before.LastIndexOfAny('\n', '。', '！') is >= 0 and var end ? before[(end + 1)..] : before;
        var after = match.Index + match.Length < text.Length ? text.AsSpan(match.Index + match.Length, Math.Min(200, text.Length - match.Index - match.Length)) : [];
        return line.Count('"') % 2 == 1 && after.Contains('"')
            || line.LastIndexOf('“') > line.LastIndexOf('”') && after.Contains('”')
            || line.LastIndexOf('「') > line.LastIndexOf('」') && after.Contains('」')
            || line.EndsWith("`") && after.StartsWith("`")
            || Says().IsMatch(line)
            || Named().IsMatch(line) || Unfilled().IsMatch(after)
            || Shows().IsMatch(line) && Instead().IsMatch(after);
    }

    [GeneratedRegex(@"(?:\b(?:says?|said|saying|reads?|reading|prints?|printed)|写着|写的是)[:：]?\s{0,3}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Says();

    // The placeholder {0}: it is named as one.
    [GeneratedRegex(@"(?:\b(?:placeholders?|variables?|tokens?|literal|raw|unfilled|sets?|replaces?|write|writes|type|enter)|占位符|变量|参数|集合|字符串?|字样|原样的?|未替换的)[:：]?\s{0,3}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Named();

    // {0} was never filled in.
    [GeneratedRegex(@"^[^.。!！?？\n]{0,40}(?:\b(?:placeholders?|unfilled|filled|replaced|unreplaced|substituted|resolved|literally)\b|占位符|变量|替换|填充|原样)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Unfilled();

    [GeneratedRegex(@"^\s{0,3}(?:instead|rather|literally|as raw|where|and not|but not|[，,]?\s?(?:而不是|而非|没有|没|却|不是))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Instead();

    [GeneratedRegex(@"(?:\b(?:shows?|showing|displays?|displaying)|显示为?|显示成|显示着)[:：]?\s{0,3}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Shows();

    [GeneratedRegex(
        @"\{\{[^{}\n]{1,60}\}\}|\$\{[\w.]{1,40}\}|(?<![\w$])\{[\p{L}_][\p{L}\d_. ]{0,30}\}|(?<![A-Za-z\d_$\])}\\.+*?^])\{\d{1,2}\}|(?<![A-Za-z\d_%])%[sd](?![A-Za-z\d_])|%\(\w+\)s|<<[A-Za-z_]{2,30}>>|\[(?:NAME|OBJECT|POSITION|PLACE|LABEL|TEXT|COLOU?R|INSERT[^\]]{0,30}|YOUR [^\]]{0,30}|TBD|TODO)\]|<(?:name|object|position|place|label|text|colou?r|element|thing|location|noun|verb|insert[^>]{0,20}|your [^>]{0,20})>",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Variable();
}
