using System.Globalization;
using System.Text;

namespace DatasetPipeline.Text;

/// <summary>Values of a file as messages show them: short, in one line, unable to forge another line or end GitHub's matcher.</summary>
public static class Shown
{
    private const int Longest = 60;

    /// <summary>The value in double quotes, shortened, with control and invisible characters and brackets escaped.</summary>
    public static string Value(string value) => $"\"{Text(value)}\"";

    /// <summary>As <see cref="Value"/>, without the quotes.</summary>
    public static string Text(string value) => Escaped(value, Longest);

    /// <summary>A name of many parts, as tensors have: longer.</summary>
    public static string Name(string value) => Escaped(value, 120);

    /// <summary>A message of somebody else's: escaped in the same way, and longer.</summary>
    public static string Line(string message) => Escaped(message, 300);

    /// <summary>The same without its full stop: the sentence goes on behind it.</summary>
    public static string Clause(string message) => Line(message.TrimEnd('.'));

    /// <summary>Escaped in the same way, and whole.</summary>
    public static string Whole(string message) =>
        message.AsSpan().ContainsAnyExceptInRange(' ', '~') || message.AsSpan().ContainsAny('[', ']') ? Escaped(message, int.MaxValue) : message;

    /// <summary>Whether a name shows all that it holds, and no command that Azure's agent would find anywhere in a line.</summary>
    public static bool IsPlain(string name) => !WithoutJoints(name).EnumerateRunes().Any(IsInvisible) && !name.Contains("##[", StringComparison.Ordinal) && !name.Contains("##vso[", StringComparison.OrdinalIgnoreCase);

    // Between the parts of an emoji, which is one picture, U+200D is what holds them together.
    private static string WithoutJoints(string name)
    {
        var runes = name.EnumerateRunes().ToList();
        return string.Concat(runes.Where((rune, i) => rune.Value != 0x200D || i == 0 || i + 1 == runes.Count || !IsOfEmoji(runes[i - 1]) || !IsOfEmoji(runes[i + 1])).Select(rune => rune.ToString()));
    }

    // Pictures, the variation selector behind one, and skin tones.
    private static bool IsOfEmoji(Rune rune) => rune.Value == 0xFE0F || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;

    private static string Escaped(string value, int longest)
    {
        var text = new StringBuilder();
        foreach (var rune in value.EnumerateRunes())
        {
            if (text.Length >= longest)
            {
                text.Append('…');
                break;
            }

            text.Append(rune.Value switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '[' => "(",
                ']' => ")",
                _ when IsInvisible(rune) => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => rune.ToString(),
            });
        }

        return text.ToString();
    }

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned;
}
