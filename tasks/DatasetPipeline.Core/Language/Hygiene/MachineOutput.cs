using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Language.Hygiene;

/// <summary>What a program wrote and nobody said: JSON, coordinates, a path, a file's name, code.</summary>
internal static partial class MachineOutput
{
    public static TextFinding? Find(string text)
    {
        var what = text.Trim() switch
        {
            var bare when IsJson(bare) => "JSON",
            var bare when Numbers().IsMatch(bare) => "numbers",
            var bare when Path().IsMatch(bare) => "a file's name or an address",
            var bare when Pairs().IsMatch(bare) => "keys and values",
            var bare when Tag().IsMatch(bare) => "XML",
            var bare when Breadcrumbs().IsMatch(bare) => "a way through menus",
            _ => null,
        };
        return what is null ? null : new(Codes.MachineOutput, 0, $"the caption is {what}: {Shown.Value(text)}; say in a sentence what is to be seen and why it matters");
    }

    // A bracket closes it, behind its last word.
    private static bool IsJson(string bare)
    {
        if (JsonStart().Match(bare) is not { Success: true } start)
            return false;
        var end = bare.Length;
        while (end > start.Length && bare[end - 1] is not (']' or '}') && !char.IsLetterOrDigit(bare[end - 1]))
            end--;
        return end > start.Length && bare[end - 1] is ']' or '}';
    }

    [GeneratedRegex(@"^[\[{]\s*(?:[""'\[{]|-?\d)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex JsonStart();

    // Home > Settings > Users; but: open File > Export > PDF.
    [GeneratedRegex(@"^(?!点|打开|进入|选|按|单击|双击|在|从|去|到)(?:\p{IsCJKUnifiedIdeographs}{1,8}|[A-Za-z]{1,30})(?:\s*[>›»→]\s*[\w ]{1,30}){2,}[.。]?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Breadcrumbs();

    [GeneratedRegex(@"^(?:(?:x|y|w|h|x1|y1|x2|y2|width|height|left|top|bbox|box|rect|point|coordinates|coords|坐标|位置|宽|高)\s*[:=：]?)?(?>[\d\s.,;:，；：、。（）()\[\]{}xX×*=%/°+-]*)(?>(?:\b(?:x|y|w|h|x1|y1|x2|y2|width|height|left|top|right|bottom|px)\b[\d\s.,;:，；：、。（）()\[\]{}=%+-]*)*)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^[""'`]?(?:(?:https?|file)://\S+|(?:[A-Za-z]:)?[\w.~-]*(?:[/\\][\w.\u4E00-\u9FFF-]+)+|[\w\u4E00-\u9FFF() -]{1,60}\.(?:png|jpe?g|gif|webp|tiff?|bmp|svg|pdf|docx?|xlsx?|csv|json|ya?ml|txt|zip|mp4|psd)|(?:IMG|DSC|Screenshot|Capture|image|photo|微信图片|截图|屏幕截图)[_ -]?[\d_-]+)[""'`]?[.。]?$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Path();

    [GeneratedRegex(@"^(?>[\w\u4E00-\u9FFF]+\s*[=:：]\s*[^\s;,，；|=]+(?:\s*[;,，；|]\s*|\s+|$)){2,}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Pairs();

    [GeneratedRegex(@"^<(?<tag>\w+)[^>]*>.*</\k<tag>>$|^<\w+[^>]*/>$", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Tag();
}
