using System.Text;

namespace DatasetPipeline.Records;

/// <summary>Which language a text is in.</summary>
public static class Languages
{
    /// <summary>zh where there are more Han characters than Latin words, else en.</summary>
    public static string Of(string text)
    {
        var (han, words, inWord) = (0, 0, false);
        foreach (var rune in text.EnumerateRunes())
        {
            var isLatin = Rune.IsLetter(rune) && rune.Value < 0x250;
            if (isLatin && !inWord)
                words++;
            // An apostrophe does not end a word.
            inWord = isLatin || (inWord && rune.Value is '\'' or '’');
            if (IsHan(rune.Value))
                han++;
        }

        return han > words ? "zh" : "en";
    }

    /// <summary>Whether a character is one of Chinese writing.</summary>
    public static bool IsHan(int value) =>
        value is (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x323AF);
}
