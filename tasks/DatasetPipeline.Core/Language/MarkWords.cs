using System.Text.RegularExpressions;

namespace DatasetPipeline.Language;

/// <summary>Finds where a text speaks of marks: "the red box", "a blue arrow", 红框, 绿色箭头.</summary>
public static partial class MarkWords
{
    private static readonly Dictionary<string, Hue> Colours = new(StringComparer.OrdinalIgnoreCase)
    {
        ["red"] = Hue.Red, ["crimson"] = Hue.Red, ["orange"] = Hue.Orange, ["yellow"] = Hue.Yellow, ["green"] = Hue.Green, ["lime"] = Hue.Green,
        ["cyan"] = Hue.Cyan, ["teal"] = Hue.Cyan, ["turquoise"] = Hue.Cyan, ["blue"] = Hue.Blue, ["purple"] = Hue.Purple, ["violet"] = Hue.Purple,
        ["pink"] = Hue.Pink, ["magenta"] = Hue.Pink, ["black"] = Hue.Black, ["white"] = Hue.White, ["gray"] = Hue.Gray, ["grey"] = Hue.Gray,
        ["红"] = Hue.Red, ["橙"] = Hue.Orange, ["橘"] = Hue.Orange, ["黄"] = Hue.Yellow, ["绿"] = Hue.Green, ["青"] = Hue.Cyan, ["蓝"] = Hue.Blue,
        ["紫"] = Hue.Purple, ["粉"] = Hue.Pink, ["黑"] = Hue.Black, ["白"] = Hue.White, ["灰"] = Hue.Gray,
    };

    private static readonly Dictionary<string, MarkKinds> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["box"] = MarkKinds.Box, ["rectangle"] = MarkKinds.Box, ["frame"] = MarkKinds.Box, ["outline"] = MarkKinds.Box | MarkKinds.Ellipse,
        ["border"] = MarkKinds.Box | MarkKinds.Ellipse, ["square"] = MarkKinds.Box, ["circle"] = MarkKinds.Ellipse, ["ellipse"] = MarkKinds.Ellipse,
        ["oval"] = MarkKinds.Ellipse, ["ring"] = MarkKinds.Ellipse, ["arrow"] = MarkKinds.Arrow, ["line"] = MarkKinds.Line, ["underline"] = MarkKinds.Line,
        ["stroke"] = MarkKinds.Line, ["highlight"] = MarkKinds.Highlight, ["marker"] = MarkKinds.Highlight,
        ["方框"] = MarkKinds.Box, ["矩形框"] = MarkKinds.Box, ["矩形"] = MarkKinds.Box, ["边框"] = MarkKinds.Box | MarkKinds.Ellipse, ["线框"] = MarkKinds.Box, ["框"] = MarkKinds.Box | MarkKinds.Ellipse,
        ["圆圈"] = MarkKinds.Ellipse, ["椭圆"] = MarkKinds.Ellipse, ["圈"] = MarkKinds.Ellipse | MarkKinds.Box, ["箭头"] = MarkKinds.Arrow,
        ["下划线"] = MarkKinds.Line, ["横线"] = MarkKinds.Line, ["线条"] = MarkKinds.Line, ["线"] = MarkKinds.Line, ["高亮"] = MarkKinds.Highlight,
        ["note"] = MarkKinds.Text, ["label"] = MarkKinds.Text, ["callout"] = MarkKinds.Text, ["text"] = MarkKinds.Text,
        ["文字"] = MarkKinds.Text, ["批注"] = MarkKinds.Text, ["标签"] = MarkKinds.Text, ["说明"] = MarkKinds.Text,
        ["step"] = MarkKinds.Step, ["number"] = MarkKinds.Step, ["步"] = MarkKinds.Step, ["编号"] = MarkKinds.Step, ["序号"] = MarkKinds.Step, ["数字"] = MarkKinds.Step,
    };

    /// <summary>
    /// The marks that a text names with their colour, and arrows without one where they point at something: a text box and an
    /// arrow key are no marks, and what a red box or a red banner underlines is no red underline.
    /// </summary>
    public static IEnumerable<MarkMention> Find(string text)
    {
        foreach (Match match in ColouredIn(text))
            yield return new(match.Index, match.Value, Kinds[match.Groups["kind"].Value], Colours[match.Groups["colour"].Value]);
        foreach (Match match in Arrow().Matches(text))
            yield return new(match.Index, match.Value, MarkKinds.Arrow, null);
    }

    /// <summary>Whether a text speaks of a mark of one of these kinds and hues, or of what is marked in words that fit any.</summary>
    public static bool SpeaksOf(string text, MarkKinds kinds, IEnumerable<Hue> hues) =>
        AnyMark().IsMatch(text)
        || AnyKind().Matches(text).Any(match => (KindOf(match.Value) & kinds) != MarkKinds.None)
        || AnyColour().Matches(text).Any(match => hues.Contains(Colours[match.Value]));

    // In order. Apart, as an expression for both languages looks at every character of a text.
    private static IEnumerable<Match> ColouredIn(string text) => text.Any(character => Records.Languages.IsHan(character))
        ? Coloured().Matches(text).Concat(ColouredInChinese().Matches(text)).OrderBy(match => match.Index)
        : Coloured().Matches(text);

    /// <summary>The colour that a word names, or null.</summary>
    public static Hue? HueOf(string word) => Colours.TryGetValue(word, out var hue) ? hue : null;

    /// <summary>The kinds that a word names, also in the plural or as a participle: box, boxes, boxed.</summary>
    public static MarkKinds KindOf(string word) =>
        Kinds.TryGetValue(word, out var kinds) || Kinds.TryGetValue(word[..^1], out kinds) || Kinds.TryGetValue(word[..^2], out kinds) ? kinds : MarkKinds.None;

    [GeneratedRegex(
        @"\b(?<colour>red|crimson|orange|yellow|green|lime|cyan|teal|turquoise|blue|purple|violet|pink|magenta|black|white|gr[ae]y)\s+(?:(?!(?:line|stroke)\b)\w+\s+(?!\w+s\s+(?:the|an?|its|this|that|what|where|how|all|both|each)\b))??(?<kind>box|rectangle|frame|outline|circle|ellipse|oval|arrow|highlight|underline)(?:e?s)?\b",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Coloured();

    [GeneratedRegex(@"(?<colour>[红橙橘黄绿青蓝紫粉])色?的?(?<kind>方框|矩形框|框|圆圈|椭圆|圈|箭头|下划线)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex ColouredInChinese();

    [GeneratedRegex(
        @"\bthe\s+arrow\s+(?:points?|shows?|marks?|indicates?|leads?)\b|(?<![色红橙橘黄绿青蓝紫粉])箭头(?:所?指|标|处)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Arrow();

    [GeneratedRegex(
        @"\b(?:marks?|marked|marking|mark|indicat(?:es?|ed|ing)|encircled?|annotat(?:ed?|es|ion))\b|标[出注记示明]|所示|所标|标红|[框圈]出|[框圈]住|划出|指[出向着示]|所指",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex AnyMark();

    [GeneratedRegex(
        @"\b(?:box|rectangle|frame|outline|border|square|circle|ellipse|oval|ring|arrow|line|underline|stroke|highlight|marker|note|label|callout|text|step|number)(?:e?[sd]|ed)?\b|矩形框?|方框|边框|线框|框|圆圈|椭圆|圈|箭头|下划线|线条?|高亮|文字|批注|标签|说明|步|编号|序号|数字",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex AnyKind();

    [GeneratedRegex(
        @"\b(?:red|crimson|orange|yellow|green|lime|cyan|teal|turquoise|blue|purple|violet|pink|magenta|black|white|gr[ae]y)\b|[红橙橘黄绿青蓝紫粉黑白灰]",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex AnyColour();
}
