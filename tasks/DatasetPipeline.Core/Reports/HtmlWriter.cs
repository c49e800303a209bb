using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace DatasetPipeline.Reports;

/// <summary>Writes HTML: what stands in an interpolated string is markup, what is put into it is text and escaped, whatever it holds.</summary>
internal sealed class HtmlWriter
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => c is '&' or '<' or '>' or '"' or '\'' || char.IsSurrogate(c) || IsUnseen(c))]);

    private readonly StringBuilder _html = new();

    /// <summary>Markup with texts in it.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] Markup markup)
    {
        // The handler has written it.
        _ = markup;
    }

    /// <summary>Markup from the program itself.</summary>
    public void WriteMarkup(string markup) => _html.Append(markup);

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_html.ToString());

    private void WriteText(string text)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAny(Special) is >= 0 and var at)
        {
            _html.Append(rest[..at]);
            rest = rest[at..];
            Rune.DecodeFromUtf16(rest, out var rune, out var length);
            _html.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                _ when rune.IsBmp && IsUnseen((char)rune.Value) => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => rune.ToString(),
            });
            rest = rest[length..];
        }

        _html.Append(rest);
    }

    // Control characters, which HTML forbids, and those that turn the direction of what follows.
    private static bool IsUnseen(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u061C' or '\u200B' or '\u200E' or '\u200F' or '\uFEFF' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>Takes an interpolated string apart.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly HtmlWriter _writer;

#pragma warning disable IDE0060 // the compiler gives the first two
        public Markup(int literalLength, int formattedCount, HtmlWriter writer) => _writer = writer;
#pragma warning restore IDE0060

        public void AppendLiteral(string markup) => _writer._html.Append(markup);

        public void AppendFormatted(string? text) => _writer.WriteText(text ?? "");

        /// <summary>With commas between thousands.</summary>
        public void AppendFormatted(long number) => _writer._html.Append(number.ToString("N0", CultureInfo.InvariantCulture));
    }
}
