using System.Globalization;
using System.Text.RegularExpressions;

namespace DatasetPipeline.Tokens;

/// <summary>
/// Any other pattern, by .NET's regular expressions. They see UTF-16 units, so each code point above U+FFFF is shown
/// to them as one unit of the same category.
/// </summary>
internal sealed class RegexSplitter : Splitter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // One BMP character of each category that astral code points have; a sign that no pattern would name.
    private static readonly Dictionary<UnicodeCategory, char> StandIns = new()
    {
        [UnicodeCategory.UppercaseLetter] = 'Ꙁ',
        [UnicodeCategory.LowercaseLetter] = 'ꙁ',
        [UnicodeCategory.ModifierLetter] = 'ꟸ',
        [UnicodeCategory.OtherLetter] = 'ꀀ',
        [UnicodeCategory.NonSpacingMark] = '\uA806',
        [UnicodeCategory.SpacingCombiningMark] = '\uA823',
        [UnicodeCategory.DecimalDigitNumber] = '꘠',
        [UnicodeCategory.LetterNumber] = 'ꛦ',
        [UnicodeCategory.OtherNumber] = '꠰',
        [UnicodeCategory.OtherPunctuation] = '꘍',
        [UnicodeCategory.DashPunctuation] = '⸗',
        [UnicodeCategory.MathSymbol] = '⨀',
        [UnicodeCategory.CurrencySymbol] = '꠸',
        [UnicodeCategory.ModifierSymbol] = '꜀',
        [UnicodeCategory.OtherSymbol] = '꒐',
        [UnicodeCategory.Format] = '\u2064',
        [UnicodeCategory.PrivateUse] = '\uE000',
        [UnicodeCategory.OtherNotAssigned] = '\uFFFE',
    };

    private readonly Regex _regex;

    /// <exception cref="ArgumentException">.NET cannot read the pattern.</exception>
    public RegexSplitter(string pattern) => _regex = new Regex(pattern, RegexOptions.CultureInvariant, Patience);

    /// <summary>The unit that stands for astral code points of a category.</summary>
    internal static char StandInFor(UnicodeCategory category) => StandIns.GetValueOrDefault(category, '\uFFFE');

    public override void Split(ReadOnlySpan<char> text, List<int> ends)
    {
        var shown = new char[text.Length];
        var startOf = new int[text.Length + 1];
        var count = 0;
        for (var i = 0; i < text.Length; count++)
        {
            startOf[count] = i;
            var astral = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            shown[count] = astral ? StandInFor(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(text[i], text[i + 1]))) : text[i];
            i += astral ? 2 : 1;
        }

        startOf[count] = text.Length;
        var last = 0;
        foreach (var match in _regex.EnumerateMatches(shown.AsSpan(0, count)))
        {
            // What lies between two matches is a piece too.
            foreach (var end in (ReadOnlySpan<int>)[match.Index, match.Index + match.Length])
            {
                if (end > last)
                    ends.Add(startOf[last = end]);
            }
        }

        if (last < count)
            ends.Add(text.Length);
    }
}
