namespace DatasetPipeline.Tokens;

/// <summary>
/// The split pattern of Qwen2, Qwen2.5 and Qwen3 by hand, with the choices and the backtracking of the regular
/// expression written out; and its relatives with up to three digits a piece, or with marks counted as letters.
/// </summary>
internal sealed class QwenSplitter : Splitter
{
    /// <summary>The pattern as Qwen's tokenizer.json has it.</summary>
    public const string Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string ThreeDigitsPattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string MarksPattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private readonly int _digits;
    private readonly bool _marksAreLetters;

    private QwenSplitter(int digits, bool marksAreLetters) => (_digits, _marksAreLetters) = (digits, marksAreLetters);

    /// <summary>The splitter for exactly this pattern, or null.</summary>
    public static QwenSplitter? For(string pattern) => pattern switch
    {
        Pattern => new QwenSplitter(1, marksAreLetters: false),
        ThreeDigitsPattern => new QwenSplitter(3, marksAreLetters: false),
        MarksPattern => new QwenSplitter(1, marksAreLetters: true),
        _ => null,
    };

    public override void Split(ReadOnlySpan<char> text, List<int> ends)
    {
        for (var at = 0; at < text.Length;)
        {
            at = EndOfPiece(text, at);
            ends.Add(at);
        }
    }

    private int EndOfPiece(ReadOnlySpan<char> text, int start)
    {
        var kind = KindAt(text, start, out var length);
        if (kind == CharKind.Letter)
            return EndOfRun(text, start + length, CharKind.Letter);

        if (text[start] == '\'' && ContractionLength(text[(start + 1)..]) is > 0 and var contraction)
            return start + 1 + contraction;

        // [^\r\n\p{L}\p{N}]?\p{L}+: one space or sign goes with the word behind it.
        var next = start + length;
        if (kind is CharKind.Space or CharKind.Other && next < text.Length && KindAt(text, next, out var nextLength) == CharKind.Letter)
            return EndOfRun(text, next + nextLength, CharKind.Letter);

        switch (kind)
        {
            case CharKind.Number:
                for (var digits = 1; digits < _digits && next < text.Length && KindAt(text, next, out var digitLength) == CharKind.Number; digits++)
                    next += digitLength;
                return next;
            case CharKind.Other:
                return EndOfSigns(text, next);
            default:
                // ' ?' in front of signs is a plain space, no other.
                if (text[start] == ' ' && next < text.Length && KindAt(text, next, out nextLength) == CharKind.Other)
                    return EndOfSigns(text, next + nextLength);
                return EndOfWhiteSpace(text, start);
        }
    }

    private int EndOfSigns(ReadOnlySpan<char> text, int at)
    {
        at = EndOfRun(text, at, CharKind.Other);
        while (at < text.Length && text[at] is '\r' or '\n')
            at++;
        return at;
    }

    private static int EndOfWhiteSpace(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        var afterLineEnd = -1;
        while (end < text.Length && char.IsWhiteSpace(text[end]))
        {
            if (text[end++] is '\r' or '\n')
                afterLineEnd = end;
        }

        if (afterLineEnd > 0)
            return afterLineEnd;

        // \s+(?!\S): the last space before a word is left to the word.
        return end == text.Length || end - start == 1 ? end : end - 1;
    }

    private int EndOfRun(ReadOnlySpan<char> text, int at, CharKind kind)
    {
        while (at < text.Length && KindAt(text, at, out var length) == kind)
            at += length;
        return at;
    }

    private CharKind KindAt(ReadOnlySpan<char> text, int index, out int length)
    {
        var kind = CharKinds.At(text, index, out length);
        if (kind != CharKind.Mark)
            return kind;
        return _marksAreLetters ? CharKind.Letter : CharKind.Other;
    }

    // The long s folds to s: Oniguruma ignores case by Unicode's folding.
    private static int ContractionLength(ReadOnlySpan<char> text)
    {
        if (text.Length == 0)
            return 0;
        if (text[0] is 's' or 'S' or 'ſ' or 't' or 'T' or 'm' or 'M' or 'd' or 'D')
            return 1;
        if (text.Length == 1)
            return 0;
        return ((char)(text[0] | 0x20), (char)(text[1] | 0x20)) is ('r', 'e') or ('v', 'e') or ('l', 'l') && char.IsAscii(text[0]) && char.IsAscii(text[1]) ? 2 : 0;
    }
}
