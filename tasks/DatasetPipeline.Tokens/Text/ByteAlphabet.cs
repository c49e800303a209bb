namespace DatasetPipeline.Tokens;

/// <summary>
/// The printable characters that stand for bytes in a byte-level vocabulary, as GPT-2 chose them: visible Latin-1
/// stands for itself, the other 68 bytes follow from U+0100 in their order.
/// </summary>
internal static class ByteAlphabet
{
    private const int FirstStandIn = 0x100;

    private static readonly char[] CharOfByte = new char[256];
    private static readonly short[] ByteOfChar = new short[FirstStandIn + 68];

    static ByteAlphabet()
    {
        Array.Fill(ByteOfChar, (short)-1);
        var standIn = FirstStandIn;
        for (var value = 0; value < 256; value++)
        {
            var visible = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE;
            CharOfByte[value] = visible ? (char)value : (char)standIn++;
            ByteOfChar[CharOfByte[value]] = (short)value;
        }
    }

    /// <summary>The bytes in the order in which GPT-2's vocabulary, and every one made after it, begins: the visible ones first.</summary>
    public static IEnumerable<byte> InVocabularyOrder =>
        Enumerable.Range(0, 256).Select(value => (byte)value).OrderBy(value => CharOfByte[value] >= FirstStandIn).ThenBy(value => value);

    public static char CharOf(byte value) => CharOfByte[value];

    /// <summary>The byte that the character stands for, or -1.</summary>
    public static int ByteOf(int character) => character < ByteOfChar.Length ? ByteOfChar[character] : -1;
}
