using System.Buffers;
using System.Text;
using System.Text.Json;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Tokens;

/// <summary>
/// Reads a tokenizer.json of byte-level BPE. What would change ids and is not done here is refused by name, as a
/// tokenizer that is nearly right is a wrong model. The vocabulary is read from the bytes as they lie.
/// </summary>
internal sealed class TokenizerFile
{
    // An id sets the length of arrays; no vocabulary comes near this.
    private const int LargestId = 10_000_000;

    // Fifty times that of the largest vocabulary in use.
    private const long LargestFile = 512 << 20;

    private readonly string _path;
    private readonly HashSet<string> _seen = [];

    private TokenizerFile(string path) => _path = path;

    /// <summary>Tokens of the model, as they are written in the file.</summary>
    public TokenTable Vocabulary { get; } = new();

    /// <summary>Tokens that are looked for in the text first.</summary>
    public List<AddedToken> AddedTokens { get; } = [];

    /// <summary>Is text brought to form C first?</summary>
    public bool NormalizesToNfc { get; private set; }

    /// <summary>What cuts text into pieces.</summary>
    public Splitter Splitter { get; private set; } = null!;

    /// <summary>All merges.</summary>
    public MergeTable Merges { get; private set; } = new(0);

    /// <summary>256 ids of the single bytes, -1 where the vocabulary lacks one.</summary>
    public int[] IdOfByte { get; } = new int[256];

    /// <exception cref="DiagnosticException">The file is missing, is not JSON, or asks for something that is not done here.</exception>
    public static TokenizerFile Read(string path)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
            throw new DiagnosticException(Codes.ModelFileMissing, "tokenizer.json is not there; a model's folder holds it beside config.json", path);
        var file = new TokenizerFile(path);
        try
        {
            file.Read(RegularFile.ReadAll(path, LargestFile));
        }
        catch (JsonException error)
        {
            throw new DiagnosticException(Codes.ModelConfigInvalid, $"not JSON: {ModelJson.OneLine(error.Message)}", path, (int)(error.LineNumber ?? 0) + 1, (int)(error.BytePositionInLine ?? 0) + 1);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw new DiagnosticException(Codes.ModelConfigInvalid, $"a value has another type than tokenizer.json has there: {ModelJson.OneLine(error.Message)}", path);
        }
        catch (EndOfStreamException error)
        {
            throw new DiagnosticException(Codes.ModelConfigInvalid, $"cannot be used: {error.Message}", path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(Codes.ModelFileMissing, $"cannot be read: {ModelJson.OneLine(error.Message)}", path);
        }

        return file;
    }

    private void Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        Expect(ref reader, JsonTokenType.StartObject, "the file");
        while (NextProperty(ref reader) is { } name)
        {
            _seen.Add(name);
            if (name == "model")
            {
                ReadModel(ref reader);
                continue;
            }

            using var part = JsonDocument.ParseValue(ref reader);
            switch (name)
            {
                case "added_tokens":
                    AddedTokens.AddRange(part.RootElement.EnumerateArray().Select(ReadAddedToken));
                    break;
                case "normalizer":
                    ReadNormalizer(part.RootElement);
                    break;
                case "pre_tokenizer":
                    ReadPreTokenizer(part.RootElement);
                    break;
                case "post_processor" when !IsHarmless(part.RootElement):
                    throw Unsupported("post_processor", Describe(part.RootElement), "null or ByteLevel");
                case "decoder" when TypeOf(part.RootElement) != "ByteLevel":
                    throw Unsupported("decoder", Describe(part.RootElement), "ByteLevel");
            }
        }

        foreach (var needed in (string[])["model", "pre_tokenizer", "decoder"])
        {
            if (!_seen.Contains(needed))
                throw Unsupported(needed, "missing", "a byte-level BPE has it");
        }
    }

    private void ReadModel(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "model");
        Utf8JsonReader merges = default;
        var hasUnknownToken = false;
        var type = "missing";
        while (NextProperty(ref reader) is { } name)
        {
            switch (name)
            {
                case "vocab":
                    ReadVocabulary(ref reader);
                    continue;
                case "merges":
                    // They name tokens, and may stand before them: read when all else is.
                    reader.Read();
                    merges = reader;
                    reader.Skip();
                    continue;
            }

            using var part = JsonDocument.ParseValue(ref reader);
            var value = part.RootElement;
            switch (name)
            {
                case "type":
                    type = Describe(value);
                    break;
                case "unk_token":
                    hasUnknownToken = value.ValueKind != JsonValueKind.Null;
                    break;
                case "byte_fallback" or "ignore_merges" when value.ValueKind == JsonValueKind.True:
                    throw Unsupported("model." + name, "true", "false");
                case "dropout" when value.ValueKind != JsonValueKind.Null && value.GetDouble() != 0:
                    throw Unsupported("model.dropout", value.GetRawText(), "null");
                case "continuing_subword_prefix" or "end_of_word_suffix" when value.ValueKind != JsonValueKind.Null && value.GetString() != "":
                    throw Unsupported("model." + name, value.GetRawText(), "null");
            }
        }

        if (type != "BPE")
            throw Unsupported("model.type", type, "BPE");
        Span<byte> utf8 = stackalloc byte[4];
        for (var value = 0; value < 256; value++)
        {
            IdOfByte[value] = Vocabulary.IdOf(utf8[..new Rune(ByteAlphabet.CharOf((byte)value)).EncodeToUtf8(utf8)]);
            if (IdOfByte[value] < 0 && hasUnknownToken)
                throw Unsupported("model.unk_token", "given with a vocabulary that lacks bytes", "all 256 bytes");
        }

        if (merges.TokenType != JsonTokenType.None)
            ReadMerges(merges);
    }

    private void ReadVocabulary(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "model.vocab");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var length = reader.CopyString(Vocabulary.Room(reader.ValueSpan.Length));
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var id) || id is < 0 or > LargestId)
                throw Invalid($"model.vocab holds an id that is no whole number from 0 to {LargestId}");
            Vocabulary.Add(length, id);
        }
    }

    private void ReadMerges(Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Invalid("model.merges is not a list");
        var counter = reader;
        var count = 0;
        var depth = reader.CurrentDepth + 1;
        while (counter.Read() && counter.CurrentDepth >= depth)
        {
            if (counter.CurrentDepth == depth && counter.TokenType is JsonTokenType.String or JsonTokenType.StartArray)
                count++;
        }

        Merges = new MergeTable(count);
        var pair = ArrayPool<byte>.Shared.Rent(1 << 12);
        for (var rank = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; rank++)
        {
            var (leftLength, length) = ReadPair(ref reader, ref pair);
            if (leftLength < 0)
                continue;
            ReadOnlySpan<byte> both = pair.AsSpan(0, length);
            var left = Vocabulary.IdOf(both[..leftLength]);
            var right = Vocabulary.IdOf(both[leftLength..]);
            var merged = Vocabulary.IdOf(both);
            if (left < 0 || right < 0 || merged < 0)
                throw Invalid($"merge {rank} makes \"{Encoding.UTF8.GetString(both)}\" of \"{Encoding.UTF8.GetString(both[..leftLength])}\" and \"{Encoding.UTF8.GetString(both[leftLength..])}\", and one of the three is not in model.vocab; take the tokenizer.json that was published with the model");
            Merges.Set(left, right, rank, merged);
        }

        ArrayPool<byte>.Shared.Return(pair);
    }

    // Both tokens of a merge side by side; older files write "a b", newer ones ["a", "b"].
    private (int LeftLength, int Length) ReadPair(ref Utf8JsonReader reader, ref byte[] pair)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var written = Copy(ref reader, ref pair, 0);
            var text = pair.AsSpan(0, written);
            if (text.StartsWith("#version"u8))
                return (-1, 0);
            var space = text.IndexOf((byte)' ');
            if (space < 0 || text[(space + 1)..].Contains((byte)' '))
                throw Invalid($"model.merges holds \"{Encoding.UTF8.GetString(text)}\", which is not two tokens with a space between");
            text[(space + 1)..].CopyTo(text[space..]);
            return (space, written - 1);
        }

        if (reader.TokenType != JsonTokenType.StartArray)
            throw Invalid("model.merges holds something other than two tokens");
        Expect(ref reader, JsonTokenType.String, "a merge");
        var left = Copy(ref reader, ref pair, 0);
        Expect(ref reader, JsonTokenType.String, "a merge");
        var right = Copy(ref reader, ref pair, left);
        Expect(ref reader, JsonTokenType.EndArray, "a merge");
        return (left, left + right);
    }

    private static int Copy(ref Utf8JsonReader reader, ref byte[] buffer, int at)
    {
        if (buffer.Length < at + reader.ValueSpan.Length)
            Array.Resize(ref buffer, at + reader.ValueSpan.Length);
        return reader.CopyString(buffer.AsSpan(at));
    }

    private AddedToken ReadAddedToken(JsonElement token)
    {
        var id = token.GetProperty("id").GetInt32();
        if (id is < 0 or > LargestId)
            throw Invalid($"added_tokens holds the id {id}, and ids go from 0 to {LargestId}");
        return new AddedToken(
            id, token.GetProperty("content").GetString() ?? "", Flag("single_word"), Flag("lstrip"), Flag("rstrip"), Flag("normalized"), Flag("special"));

        bool Flag(string name) => token.TryGetProperty(name, out var value) && value.GetBoolean();
    }

    private void ReadNormalizer(JsonElement normalizer)
    {
        foreach (var step in StepsOf(normalizer, "normalizers"))
        {
            if (TypeOf(step) != "NFC")
                throw Unsupported("normalizer", Describe(step), "NFC or null");
            NormalizesToNfc = true;
        }
    }

    private void ReadPreTokenizer(JsonElement preTokenizer)
    {
        var steps = StepsOf(preTokenizer, "pretokenizers").ToArray();
        if (steps is not [var split, var bytes] || TypeOf(split) != "Split" || TypeOf(bytes) != "ByteLevel")
            throw Unsupported("pre_tokenizer", string.Join(", ", steps.Select(Describe)), "Split, ByteLevel");
        if (split.GetProperty("behavior").GetString() != "Isolated" || split.GetProperty("invert").GetBoolean())
            throw Unsupported("pre_tokenizer.behavior", split.GetProperty("behavior").GetRawText(), "\"Isolated\", not inverted");
        if (bytes.GetProperty("add_prefix_space").GetBoolean() || !bytes.TryGetProperty("use_regex", out var useRegex) || useRegex.GetBoolean())
            throw Unsupported("pre_tokenizer.ByteLevel", "add_prefix_space or use_regex", "both false");
        if (!split.GetProperty("pattern").TryGetProperty("Regex", out var regex) || regex.GetString() is not { } pattern)
            throw Unsupported("pre_tokenizer.pattern", split.GetProperty("pattern").GetRawText(), "a Regex");
        try
        {
            Splitter = QwenSplitter.For(pattern) ?? (Splitter)new RegexSplitter(pattern);
        }
        catch (ArgumentException error)
        {
            throw Unsupported("pre_tokenizer.pattern", ModelJson.OneLine(error.Message), "a pattern that .NET reads too");
        }
    }

    // Only offsets are touched by these; a template would add tokens.
    private static bool IsHarmless(JsonElement postProcessor) =>
        StepsOf(postProcessor, "processors").All(step => TypeOf(step) == "ByteLevel");

    private static IEnumerable<JsonElement> StepsOf(JsonElement part, string list) =>
        part.ValueKind == JsonValueKind.Null ? [] : TypeOf(part) == "Sequence" ? part.GetProperty(list).EnumerateArray() : [part];

    private static string? TypeOf(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var type) ? type.GetString() : null;

    private static string Describe(JsonElement part) => part.ValueKind switch
    {
        JsonValueKind.String => part.GetString()!,
        JsonValueKind.Object => TypeOf(part) ?? "an object without type",
        _ => part.GetRawText(),
    };

    private string? NextProperty(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string where)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw Invalid($"{where} has a {reader.TokenType} where a {type} belongs");
    }

    private DiagnosticException Unsupported(string part, string found, string supported) => new(
        Codes.TokenizerUnsupported,
        $"{part} is {(found.Length == 0 ? "empty" : Shown.Text(found))}, which would not give exact ids here; only byte-level BPE in the Qwen layout is read: {supported}. Take the tokenizer.json that was published with the model",
        _path);

    private DiagnosticException Invalid(string message) => new(Codes.ModelConfigInvalid, Shown.Line(message), _path);
}
