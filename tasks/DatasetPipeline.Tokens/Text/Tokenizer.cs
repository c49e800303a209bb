using System.Buffers;
using System.Text;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Tokens;

/// <summary>
/// A byte-level BPE tokenizer as the tokenizer.json of Qwen and its kin describes it; gives the ids that Hugging Face's
/// tokenizers gives. Safe to use from many threads.
/// </summary>
public sealed class Tokenizer
{
    private readonly TokenTable _vocabulary;
    private readonly Dictionary<string, int> _addedIds;
    private readonly HashSet<int> _specialIds;
    private readonly Lazy<byte[]?[]> _bytesOfId; // not needed to count tokens
    private readonly bool _normalizes;
    private readonly Splitter _splitter;
    private readonly BytePairs _pairs;

    // What is looked for in the text as given and in the normalised text: all tokens, or only those that are not special.
    private readonly (AddedTokenMatcher Given, AddedTokenMatcher Normalized) _allTokens;
    private readonly (AddedTokenMatcher Given, AddedTokenMatcher Normalized) _ordinaryTokens;

    private Tokenizer(TokenizerFile file)
    {
        _vocabulary = file.Vocabulary;
        _normalizes = file.NormalizesToNfc;
        _splitter = file.Splitter;
        _pairs = new BytePairs(file.IdOfByte, file.Merges);

        // A token that the model's vocabulary has too keeps the id that it has there.
        var added = file.AddedTokens.Select(token => token with { Id = InVocabulary(token.Content) ?? token.Id }).ToList();
        _addedIds = new Dictionary<string, int>();
        foreach (var token in added)
            _addedIds[token.Content] = token.Id;
        _specialIds = [.. added.Where(token => token.Special).Select(token => token.Id)];
        VocabularySize = added.Select(token => token.Id).Append(_vocabulary.LargestId).Max() + 1;
        _bytesOfId = new Lazy<byte[]?[]>(() => BytesOfIds(added));
        _allTokens = MatchersOf(added);
        _ordinaryTokens = MatchersOf(added.Where(token => !token.Special).ToList());
    }

    /// <summary>One more than the largest id, added tokens included: the rows that an embedding needs at least.</summary>
    public int VocabularySize { get; }

    /// <summary>Reads a tokenizer.json.</summary>
    /// <exception cref="DiagnosticException">DSP8001: no such file; DSP8002: not the JSON of a tokenizer; DSP8008: a kind whose ids would not be exact here.</exception>
    public static Tokenizer Load(string tokenizerJsonPath) => new(TokenizerFile.Read(tokenizerJsonPath));

    /// <summary>The ids of the text; what is written like an added token becomes that token, as in the original.</summary>
    public int[] Encode(string text) => Encode(text, recogniseSpecial: true);

    /// <summary>The ids of the text.</summary>
    /// <param name="text">Any text; a surrogate without its other half counts as U+FFFD.</param>
    /// <param name="recogniseSpecial">false: special tokens are plain text (Hugging Face's <c>split_special_tokens</c>); added tokens that are not special are still found.</param>
    public int[] Encode(string text, bool recogniseSpecial)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>((text.Length / 3) + 8);
        var work = new EncodingWork(ids);
        var matchers = recogniseSpecial ? _allTokens : _ordinaryTokens;
        text = WellFormed(text);
        EncodeAround(matchers.Given, text, work, (plain, work) =>
        {
            if (_normalizes)
                plain = Nfc.Normalize(plain);
            EncodeAround(matchers.Normalized, plain, work, EncodePlain);
        });
        return [.. ids];
    }

    /// <summary>The text of the ids; bytes that are no UTF-8 become U+FFFD, ids that no token has are passed over.</summary>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = false)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(16, ids.Length * 4));
        foreach (var id in ids)
            bytes.Write(BytesOf(id, skipSpecialTokens).Span);

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The bytes of one token, which may be a part of a character; none for an id that no token has.</summary>
    public ReadOnlyMemory<byte> BytesOf(int id, bool skipSpecialTokens = false) =>
        id >= 0 && id < VocabularySize && !(skipSpecialTokens && _specialIds.Contains(id)) ? _bytesOfId.Value[id] : default;

    /// <summary>The id of a token as the file writes it (<c>Ġthe</c>, <c>&lt;|im_end|&gt;</c>), or null.</summary>
    public int? IdOf(string token) => _addedIds.TryGetValue(token, out var id) ? id : InVocabulary(token);

    /// <summary>The first added token that a part of the text would become, as the file writes it; null where all of it is read as text.</summary>
    public string? AddedTokenIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = WellFormed(text);
        return First(_allTokens.Given, text) ?? First(_allTokens.Normalized, _normalizes ? Nfc.Normalize(text) : text);

        static string? First(AddedTokenMatcher matcher, string text)
        {
            var search = 0;
            return matcher.TryNext(text, 0, ref search, out var token, out _, out _) ? token.Content : null;
        }
    }

    private int? InVocabulary(string token) => _vocabulary.IdOf(Encoding.UTF8.GetBytes(token)) is >= 0 and var id ? id : null;

    private (AddedTokenMatcher Given, AddedTokenMatcher Normalized) MatchersOf(List<AddedToken> tokens) => (
        new(tokens.Where(token => !token.Normalized).Select(token => (token.Content, token))),
        new(tokens.Where(token => token.Normalized).Select(token => (_normalizes ? Nfc.Normalize(WellFormed(token.Content)) : token.Content, token))));

    private static void EncodeAround(AddedTokenMatcher matcher, string text, EncodingWork work, Action<string, EncodingWork> encodePlain)
    {
        var done = 0;
        var search = 0;
        while (matcher.TryNext(text, done, ref search, out var token, out var start, out var end))
        {
            if (start > done)
                encodePlain(text[done..start], work);
            work.Ids.Add(token.Id);
            done = end;
        }

        if (done < text.Length)
            encodePlain(done == 0 ? text : text[done..], work);
    }

    private void EncodePlain(string text, EncodingWork work)
    {
        work.Ends.Clear();
        _splitter.Split(text, work.Ends);
        Span<byte> small = stackalloc byte[384];
        var start = 0;
        foreach (var end in work.Ends)
        {
            var piece = text.AsSpan(start, end - start);
            start = end;
            if (piece.Length * 3 <= small.Length)
            {
                _pairs.Encode(small[..Encoding.UTF8.GetBytes(piece, small)], work.Ids);
                continue;
            }

            var large = ArrayPool<byte>.Shared.Rent(piece.Length * 3);
            _pairs.Encode(large.AsSpan(0, Encoding.UTF8.GetBytes(piece, large)), work.Ids);
            ArrayPool<byte>.Shared.Return(large);
        }
    }

    private byte[]?[] BytesOfIds(List<AddedToken> added)
    {
        var bytes = new byte[]?[VocabularySize];
        foreach (var (token, id) in _vocabulary.Tokens)
            bytes[id] = BytesOf(token.Span);
        foreach (var token in added)
            bytes[token.Id] = BytesOf(Encoding.UTF8.GetBytes(token.Content));
        return bytes;
    }

    // A token with one character outside the byte alphabet stands for itself as a whole.
    private static byte[] BytesOf(ReadOnlySpan<byte> token)
    {
        var bytes = new byte[token.Length];
        var count = 0;
        for (var rest = token; rest.Length > 0; count++)
        {
            Rune.DecodeFromUtf8(rest, out var rune, out var length);
            if (ByteAlphabet.ByteOf(rune.Value) is not (>= 0 and var value))
                return token.ToArray();
            bytes[count] = (byte)value;
            rest = rest[length..];
        }

        return bytes[..count];
    }

    /// <summary>The text with U+FFFD in place of every surrogate without its other half.</summary>
    internal static string WellFormed(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            return text;
        var mended = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            mended.Append(rune.ToString());
        return mended.ToString();
    }
}
