using System.Buffers;
using System.Globalization;
using System.Text;

namespace DatasetPipeline.Formats;

/// <summary>
/// Strings of JSON that keep every character that may stand for itself: System.Text.Json's encoders all escape emoji and the
/// ideographic space, which makes Chinese rows hard to read.
/// </summary>
internal static class JsonText
{
    // JSON asks for an escape below U+0020 alone, but Python's splitlines and JavaScript before 2019 end a line at others, too: a
    // reader of theirs would cut a row in two. No control character is worth keeping readable.
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => char.IsControl(c) || char.IsSurrogate(c) || c is '"' or '\\' or '\u2028' or '\u2029')]);

    /// <summary>Appends a string in quotes. Only quotes, backslashes, halves of a character and what ends a line somewhere are escaped.</summary>
    public static StringBuilder AppendJson(this StringBuilder json, string text)
    {
        json.Append('"');
        var rest = text.AsSpan();
        while (rest.IndexOfAny(Special) is >= 0 and var at)
        {
            json.Append(rest[..at]);
            var whole = at + 1 < rest.Length && char.IsSurrogatePair(rest[at], rest[at + 1]) ? 2 : 1;
            if (whole == 2)
                json.Append(rest.Slice(at, 2));
            else if (rest[at] is '"' or '\\')
                json.Append('\\').Append(rest[at]);
            else
                json.Append(Escape(rest[at]));
            rest = rest[(at + whole)..];
        }

        return json.Append(rest).Append('"');
    }

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
