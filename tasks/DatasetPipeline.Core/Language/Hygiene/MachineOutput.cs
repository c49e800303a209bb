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
            var bare when Json().IsMatch(bare) => "JSON",
            var bare when Numbers().IsMatch(bare) => "numbers",
            var bare when Path().IsMatch(bare) => "a file's name or an address",
            var bare when Pairs().IsMatch(bare) => "keys and values",
            var bare when Tag().IsMatch(bare) => "XML",
            _ => null,
        };
        return what is null ? null : new(Codes.MachineOutput, 0, $"the caption is {what}: {Shown.Value(text)}; say in a sentence what is to be seen and why it matters");
    }

    [GeneratedRegex(@"^[\[{](?:\s*[""'\[{]|\s*-?\d).*[\]}]\W*$", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Json();

    [GeneratedRegex(@"^(?:(?:x|y|w|h|x1|y1|x2|y2|width|height|left|top|bbox|box|rect|point)\s*[:=]?\s*)?[\d\s.,;:()\[\]{}xX×*=%/°+-]*(?:(?:\b(?:x|y|w|h|x1|y1|x2|y2|width|height|left|top|right|bottom|px)\b)[\d\s.,;:()\[\]{}=%+-]*)*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^[""'`]?(?:(?:https?|file)://\S+|(?:[A-Za-z]:)?[\w.~-]*(?:[/\\][\w.\u4E00-\u9FFF-]+)+|[\w\u4E00-\u9FFF() -]{1,60}\.(?:png|jpe?g|gif|webp|tiff?|bmp|svg|pdf|docx?|xlsx?|csv|json|ya?ml|txt|zip|mp4|psd)|(?:IMG|DSC|Screenshot|Capture|image|photo|微信图片|截图|屏幕截图)[_ -]?[\d_-]+)[""'`]?[.。]?$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Path();

    [GeneratedRegex(@"^(?:[\w\u4E00-\u9FFF]+\s*[=:：]\s*[^\s;,，；|=]+\s*(?:[;,，；|]\s*|\s+|$)){2,}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Pairs();

    [GeneratedRegex(@"^<(?<tag>\w+)[^>]*>.*</\k<tag>>$|^<\w+[^>]*/>$", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Tag();
}
