using System.Globalization;
using System.Text;

namespace DatasetPipeline.Tokens;

/// <summary>Looks up the <see cref="CharKind"/> of whole code points: letters above U+FFFF are letters too.</summary>
internal static class CharKinds
{
    private static readonly CharKind[] OfUnit = BuildTable();

    /// <summary>The kind of the code point at <paramref name="index"/> and its length in UTF-16 units.</summary>
    public static CharKind At(ReadOnlySpan<char> text, int index, out int length)
    {
        var unit = text[index];
        length = 1;
        if (!char.IsHighSurrogate(unit) || index + 1 >= text.Length || !char.IsLowSurrogate(text[index + 1]))
            return OfUnit[unit];
        length = 2;
        return Of(char.ConvertToUtf32(unit, text[index + 1]));
    }

    /// <summary>The kind of a code point.</summary>
    public static CharKind Of(int code)
    {
        if (code is '\r' or '\n')
            return CharKind.LineEnd;
        if (code <= char.MaxValue && char.IsWhiteSpace((char)code))
            return CharKind.Space;
        return CharUnicodeInfo.GetUnicodeCategory(code) switch
        {
            <= UnicodeCategory.OtherLetter => CharKind.Letter,
            <= UnicodeCategory.EnclosingMark => CharKind.Mark,
            <= UnicodeCategory.OtherNumber => CharKind.Number,
            _ => CharKind.Other,
        };
    }

    /// <summary>Is it in <c>\w</c>, as Rust's regex has it: alphabetic, mark, decimal digit, connector, joiner?</summary>
    public static bool IsWord(Rune rune) => CharUnicodeInfo.GetUnicodeCategory(rune.Value) switch
    {
        <= UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation => true,
        // Circled and squared letters are symbols by category and alphabetic all the same.
        UnicodeCategory.OtherSymbol => rune.Value is >= 0x24B6 and <= 0x24E9 or >= 0x1F130 and <= 0x1F149 or >= 0x1F150 and <= 0x1F169 or >= 0x1F170 and <= 0x1F189,
        _ => rune.Value is 0x200C or 0x200D,
    };

    private static CharKind[] BuildTable()
    {
        var table = new CharKind[0x10000];
        for (var unit = 0; unit < table.Length; unit++)
            table[unit] = char.IsSurrogate((char)unit) ? CharKind.Other : Of(unit);
        return table;
    }
}
