using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Language.Hygiene;

/// <summary>Words that only keep the place of a caption.</summary>
internal static partial class Placeholders
{
    public static TextFinding? Find(string text) => Placeholder().IsMatch(text)
        ? new(Codes.PlaceholderCaption, 0, $"{Shown.Value(text)} only keeps the place of a caption; say in a sentence what is to be seen and why it matters")
        : null;

    [GeneratedRegex(
        @"^(?>\W*)(?:n\W?a|none|nil|null|nan|undefined|unknown|to\s?do|tbd|tba|tbc|fixme|xxx+|wip|test|testing|asdf\w*|qwerty|foo(?:\s?bar)?|lorem\s+ipsum(?>[\s\S]*)|(?:to\s?do|fixme|tbd)\s*[:：].{0,200}|untitled|未命名|无标题|wow|oops|hello|hi|yes|no|okay?|(?:please\s+)?(?:describe|caption)\s+(?:the|this)\s+(?:image|picture|screenshot|photo)(?:\s+in\s+(?:detail|a\s+sentence|one\s+sentence))?|what\s+is\s+(?:shown\s+)?in\s+(?:the|this)\s+(?:image|picture|screenshot|photo)|(?:请|请你)?描述(?:一下)?(?:这张|该|此)?(?:图片?|图像|截图|照片)(?:的?内容)?|caption|description|text|placeholder|(?:add|write|insert|enter|your)\s+(?:a\s+|the\s+|your\s+)?(?:caption|description|text|sentence)(?:\s+here)?|(?:caption|description)\s+(?:goes|comes)\s+here|(?:same|see)\s+(?:as\s+)?(?:above|before|below)|ditto|(?:an?|the)?\s*(?:image|picture|screenshot|photo|photograph|screen\s?shot|screen\s+capture)(?:\s+(?:of|showing)\s+(?:an?|the|some)?\s*(?:image|picture|screen|screenshot|page|web\s?page|website|app|application|window|photo|something|computer|software|thing|object)s?)?(?:\s*\d+)?|图片?|截图|图像|照片|无|暂无(?:描述|说明|标题|内容|文字|图片)?|待补充?|待填写?|待定|待续|测试|占位符?|此处?(?:填写|输入|添加).{0,8}|同上|描述|标题|未知|略|示例|(?:请|在此)(?:填写|输入|添加).{0,8}|(?:一张|这是一张)?(?:图片|截图|照片)(?:的截图)?)\W*$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Placeholder();
}
