using System.Diagnostics.CodeAnalysis;
using System.Drawing;
using System.Globalization;

namespace DatasetPipeline.Images;

/// <summary>A colour in 8-bit sRGB.</summary>
public readonly record struct MarkColor(byte R, byte G, byte B)
{
    /// <summary>What redactions are filled with: nobody takes it for part of the picture.</summary>
    public static readonly MarkColor Black = new(0, 0, 0);

    /// <summary>White.</summary>
    public static readonly MarkColor White = new(255, 255, 255);

    /// <summary>Black or white, whichever can be read on this colour; white on red and blue, as signs are.</summary>
    public MarkColor Contrast => (299 * R) + (587 * G) + (114 * B) < 150_000 ? White : Black;

    /// <summary>Reads a CSS colour name in any case, <c>#rgb</c> or <c>#rrggbb</c>; nothing else is a colour.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MarkColor color)
    {
        color = default;
        return text is not null && (text.StartsWith('#') ? TryParseHex(text.AsSpan(1), out color) : TryParseName(text, out color));
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">Not a colour.</exception>
    public static MarkColor Parse(string text) => TryParse(text, out var color) ? color : throw new FormatException($"\"{text}\" is not a colour.");

    /// <summary><c>#rrggbb</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{R:x2}{G:x2}{B:x2}");

    private static bool TryParseHex(ReadOnlySpan<char> digits, out MarkColor color)
    {
        color = default;
        if (digits.Length is not (3 or 6) || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return false;

        color = digits.Length == 6
            ? new((byte)(value >> 16), (byte)(value >> 8), (byte)value)
            : new((byte)((value >> 8) * 17), (byte)((value >> 4 & 15) * 17), (byte)((value & 15) * 17));
        return true;
    }

    private static bool TryParseName(string name, out MarkColor color)
    {
        // .NET knows CSS's names, but grey only as gray; it also knows the desktop's own, which differ between machines.
        var known = Color.FromName(name.Replace("grey", "gray", StringComparison.OrdinalIgnoreCase));
        color = new(known.R, known.G, known.B);
        return known is { IsKnownColor: true, IsSystemColor: false, A: 255 };
    }
}
