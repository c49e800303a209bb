using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Language.Hygiene;

/// <summary>Variables of a template that nobody filled in.</summary>
internal static partial class TemplateVariables
{
    public static IEnumerable<TextFinding> Find(string text) => Variable().Matches(text).Select(match => new TextFinding(
        Codes.TemplateVariable, match.Index, $"{Shown.Value(match.Value)} is a variable of a template that was not filled in; write what it stands for"));

    [GeneratedRegex(
        @"\{\{[^{}\n]{1,60}\}\}|\$\{[\w.]{1,40}\}|(?<![\w$])\{[\p{L}_][\p{L}\d_. ]{0,30}\}|(?<![\w%])%[sd](?!\w)|%\(\w+\)s|<<[A-Za-z_]{2,30}>>|\[(?:NAME|OBJECT|POSITION|PLACE|LABEL|TEXT|COLOU?R|INSERT[^\]]{0,30}|YOUR [^\]]{0,30}|TBD|TODO)\]|<(?:name|object|position|place|label|text|colou?r|element|thing|location|noun|verb|insert[^>]{0,20}|your [^>]{0,20})>",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Variable();
}
