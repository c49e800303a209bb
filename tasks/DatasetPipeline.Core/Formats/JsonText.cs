using System.Globalization;
using System.Text;

namespace DatasetPipeline.Formats;

/// <summary>
/// Strings of JSON that keep every character that may stand for itself: System.Text.Json's encoders all escape emoji and the
/// ideographic space, which makes Chinese rows hard to read.
/// </summary>
internal static class JsonText
{
    /// <summary>Appends a string in quotes. Only quotes, backslashes, halves of a character and what ends a line somewhere are escaped.</summary>
    public static StringBuilder AppendJson(this StringBuilder json, string text)
    {
        json.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                json.Append(c).Append(text[++i]);
            else if (char.IsSurrogate(c) || EndsALine(c))
                json.Append(Escape(c));
            else if (c is '"' or '\\')
                json.Append('\\').Append(c);
            else
                json.Append(c);
        }

        return json.Append('"');
    }

    // JSON asks for it below U+0020 alone, but Python's splitlines and JavaScript before 2019 end a line at others, too: a reader
    // of theirs would cut a row in two. No control character is worth keeping readable.
    private static bool EndsALine(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    private static string Escape(char c) => c switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
    };
}
