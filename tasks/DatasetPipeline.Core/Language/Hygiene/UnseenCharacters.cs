using System.Globalization;
using System.Text;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Language.Hygiene;

/// <summary>Control characters, and characters of no width: nobody sees them, and each changes the tokens.</summary>
internal static class UnseenCharacters
{
    private const int ZeroWidthJoiner = 0x200D;

    public static IEnumerable<TextFinding> Find(string text)
    {
        var at = 0;
        var before = default(Rune);
        foreach (var rune in text.EnumerateRunes())
        {
            // The joiner makes one emoji of several.
            var joins = rune.Value == ZeroWidthJoiner && before.Value > 0x2000;
            var category = Rune.GetUnicodeCategory(rune);
            if (rune.Value != '\n' && !joins && category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse)
                yield return new(Codes.UnseenCharacter, at, string.Create(CultureInfo.InvariantCulture, $"a character that nobody sees, U+{rune.Value:X4}, stands in the text; take it away"));
            before = rune;
            at += rune.Utf16SequenceLength;
        }
    }
}
