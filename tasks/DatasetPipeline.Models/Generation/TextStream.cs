using System.Globalization;
using System.Text;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Models.Generation;

/// <summary>
/// Tokens as they come, text as it becomes whole: a token may hold a part of a character, and a later one may still change an
/// emoji. What has been given out, put together, is the text of all tokens.
/// </summary>
/// <param name="tokenizer">Whose tokens they are; special ones have no text.</param>
/// <param name="stop">Texts that end it; neither they nor what could become one is given out.</param>
public sealed class TextStream(Tokenizer tokenizer, IReadOnlyList<string> stop)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private string _held = "";

    /// <summary>Whether a stop text has come; nothing is given out after it.</summary>
    public bool Stopped { get; private set; }

    /// <summary>What has become whole with this token.</summary>
    public string Add(int id)
    {
        var bytes = tokenizer.BytesOf(id, skipSpecialTokens: true).Span;
        var characters = new char[bytes.Length + 2];
        return Release(new string(characters, 0, _decoder.GetChars(bytes, characters, flush: false)), last: false);
    }

    /// <summary>What is left when no token comes any more; bytes that are no character become U+FFFD.</summary>
    public string End()
    {
        var characters = new char[2];
        return Release(new string(characters, 0, _decoder.GetChars([], characters, flush: true)), last: true);
    }

    private string Release(string added, bool last)
    {
        if (Stopped)
            return "";
        _held += added;
        var found = stop.Select(text => _held.IndexOf(text, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (found >= 0)
        {
            Stopped = true;
            return _held[..found];
        }

        var whole = last ? _held.Length : Math.Min(StartOfStop(), StartOfOpenEmoji());
        var released = _held[..whole];
        _held = _held[whole..];
        return released;
    }

    // Where the longest end of the text begins that a stop text begins with.
    private int StartOfStop()
    {
        for (var at = Math.Max(0, _held.Length - stop.Select(text => text.Length).DefaultIfEmpty(0).Max()); at < _held.Length; at++)
        {
            if (stop.Any(text => text.AsSpan().StartsWith(_held.AsSpan(at), StringComparison.Ordinal)))
                return at;
        }

        return _held.Length;
    }

    // An emoji may go on with a joiner, a colour of skin, a variant or the other half of a flag.
    private int StartOfOpenEmoji()
    {
        var at = 0;
        foreach (var element in Elements(_held))
        {
            if (at + element.Length == _held.Length && element.EnumerateRunes().Any(MayGoOn))
                return at;
            at += element.Length;
        }

        return _held.Length;
    }

    private static IEnumerable<string> Elements(string text)
    {
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
            yield return elements.GetTextElement();
    }

    private static bool MayGoOn(Rune rune) => rune.Value is 0x200D or 0xFE0F or (>= 0x1F000 and <= 0x1FAFF) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;
}
