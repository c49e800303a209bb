using System.Globalization;
using System.Text.RegularExpressions;

namespace DatasetPipeline.Tokens.Tests;

public sealed class SplitterTests
{
    private static readonly string[] Patterns =
    [
        QwenSplitter.Pattern,
        QwenSplitter.Pattern.Replace(@"\p{N}|", @"\p{N}{1,3}|"),
        QwenSplitter.Pattern.Replace(@"?\p{L}+", @"?[\p{L}\p{M}]+").Replace(@"[^\s\p{L}\p{N}]+", @"[^\s\p{L}\p{M}\p{N}]+"),
    ];

    [Fact]
    public void The_splitter_by_hand_cuts_as_the_regular_expression_does()
    {
        // Signs that the alternatives of the pattern fight over; all in the BMP, where .NET's Regex is right.
        const string Signs = " \t\u00A0\u3000\n\r'sStTreEvVlLdDm12½٣a红é\u0301\u0903.,!-\u200B";
        var random = new Random(7);
        foreach (var pattern in Patterns)
        {
            var splitter = Assert.IsType<QwenSplitter>(QwenSplitter.For(pattern));
            var regex = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
            for (var round = 0; round < 4000; round++)
            {
                var text = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Signs[random.Next(Signs.Length)]));
                var ends = new List<int>();
                splitter.Split(text, ends);
                Assert.Equal(regex.Matches(text).Select(match => match.Index + match.Length), ends);
            }
        }
    }

    [Fact]
    public void Letters_and_digits_above_the_basic_plane_are_letters_and_digits()
    {
        foreach (var pattern in Patterns.Take(1).Append(QwenSplitter.Pattern + "|x^"))
        {
            var splitter = QwenSplitter.For(pattern) ?? (Splitter)new RegexSplitter(pattern);
            Assert.Equal(["𠮷野家", " 𝔘𝔫𝔦", "𝟙", "𝟚", "😀😀😀", "x", " 😀'", "𝔘"], Split(splitter, "𠮷野家 𝔘𝔫𝔦𝟙𝟚😀😀😀x 😀'𝔘"));
        }
    }

    [Fact]
    public void What_no_alternative_matches_is_a_piece_of_its_own() =>
        Assert.Equal(["12", "ab", "3"], Split(new RegexSplitter(@"\p{L}+"), "12ab3"));

    [Fact]
    public void The_long_s_is_an_s_to_a_contraction() => Assert.Equal(["it", "'ſ", "x"], Split(QwenSplitter.For(QwenSplitter.Pattern)!, "it'ſx"));

    [Fact]
    public void Every_astral_code_point_is_shown_to_regular_expressions_as_one_of_its_category()
    {
        for (var code = 0x10000; code <= 0x10FFFF; code += code < 0x20000 ? 1 : 97)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(code);
            Assert.True(RegexSplitter.StandInFor(category) is var unit && CharUnicodeInfo.GetUnicodeCategory(unit) == category, $"U+{code:X}: {category} is shown as U+{(int)RegexSplitter.StandInFor(category):X}");
        }
    }

    private static List<string> Split(Splitter splitter, string text)
    {
        var ends = new List<int>();
        splitter.Split(text, ends);
        return [.. ends.Select((end, i) => text[(i == 0 ? 0 : ends[i - 1])..end])];
    }
}
