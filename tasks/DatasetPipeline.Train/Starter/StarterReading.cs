using System.Text.RegularExpressions;

namespace DatasetPipeline.Train.Starter;

/// <summary>Finds what a sentence says of a mark: its shape, its colour, its place, and the kind of thing that is marked.</summary>
public static partial class StarterReading
{
    private static readonly (string Word, string Key)[] ChineseColors =
        [("红", "red"), ("蓝", "blue"), ("绿", "green"), ("橙", "orange"), ("紫", "purple"), ("黄", "yellow")];

    /// <summary>框, 圈 and 线 are parts of many other words and count only after a colour.</summary>
    private static readonly (string Word, string Key)[] ChineseShapes =
    [
        ("方框", "box"), ("椭圆", "ellipse"), ("箭头", "arrow"), ("高亮", "highlight"), ("下划线", "line"), ("横线", "line"),
        .. AfterColor("框", "box"), .. AfterColor("圈", "ellipse"), .. AfterColor("线", "line"),
    ];

    /// <summary>What places are called in Chinese, and in <see cref="Places"/>.</summary>
    internal static readonly (string Word, string Key)[] ChinesePlaces =
    [
        ("左上", "top left"), ("右上", "top right"), ("左下", "bottom left"), ("右下", "bottom right"), ("顶部", "top"), ("上方", "top"), ("底部", "bottom"),
        ("下方", "bottom"), ("左侧", "left"), ("左边", "left"), ("右侧", "right"), ("右边", "right"), ("中间", "middle"), ("中央", "middle"),
    ];

    private static readonly (string Word, string Key)[] ChineseKinds = [.. Kind.All.Select(kind => (kind.Chinese, kind.Key))];

    private static readonly (string Word, string Key)[] EnglishKinds = Themselves(Kind.All.Select(kind => kind.Key));

    private static readonly (string Word, string Key)[] EnglishColors = Themselves(Mark.Colors);

    private static readonly (string Word, string Key)[] EnglishShapes = Themselves(Mark.Shapes);

    private static readonly (string Word, string Key)[] EnglishPlaces = Themselves(Places.All);

    /// <summary>Reads a sentence in English (en) or Chinese (zh); what stands between quotation marks is not looked at.</summary>
    public static StarterClaim Of(string sentence, string language)
    {
        var plain = Quoted().Replace(sentence, "");
        return language == "zh"
            ? new(First(ChineseShapes, plain), First(ChineseColors, plain), First(ChinesePlaces, plain), First(ChineseKinds, plain))
            : new(First(EnglishShapes, plain), First(EnglishColors, plain), First(EnglishPlaces, plain), First(EnglishKinds, plain));
    }

    /// <summary>The key of the word that comes earliest; of two at one point the longer one's.</summary>
    private static string? First((string Word, string Key)[] words, string sentence) => words
        .Select(word => (word.Key, word.Word.Length, At: At(sentence, word.Word)))
        .Where(found => found.At >= 0)
        .OrderBy(found => found.At).ThenByDescending(found => found.Length)
        .FirstOrDefault().Key;

    /// <summary>Where a word stands for itself: not inside a longer one in Latin letters.</summary>
    private static int At(string sentence, string word)
    {
        var at = -1;
        while ((at = sentence.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase)) >= 0)
            if (!IsLatin(sentence, at - 1) && !IsLatin(sentence, at + word.Length))
                return at;
        return -1;
    }

    private static bool IsLatin(string sentence, int index) =>
        index >= 0 && index < sentence.Length && char.IsAsciiLetter(sentence[index]);

    private static (string Word, string Key)[] Themselves(IEnumerable<string> keys) => [.. keys.Select(key => (key, key))];

    private static IEnumerable<(string Word, string Key)> AfterColor(string noun, string key) =>
        ChineseColors.SelectMany(color => new[] { (color.Word + noun, key), (color.Word + "色" + noun, key) });

    [GeneratedRegex("\"[^\"]*\"|“[^”]*”", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Quoted();
}
