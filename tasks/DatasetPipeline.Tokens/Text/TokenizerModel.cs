using System.Text.Encodings.Web;
using System.Text.Json;

namespace DatasetPipeline.Tokens;

/// <summary>A vocabulary that was learned, as a tokenizer.json in the Qwen layout holds it.</summary>
public sealed class TokenizerModel
{
    private readonly IReadOnlyList<(string Left, string Right)> _merges;
    private readonly IReadOnlyList<string> _addedTokens;

    internal TokenizerModel(IReadOnlyList<string> tokens, IReadOnlyList<(string Left, string Right)> merges, IReadOnlyList<string> addedTokens) =>
        (Tokens, _merges, _addedTokens) = (tokens, merges, addedTokens);

    /// <summary>The bytes and what they merge into, by id, written in the byte alphabet; the added tokens follow.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Ids in all, added tokens included.</summary>
    public int VocabularySize => Tokens.Count + _addedTokens.Count;

    /// <summary>Writes the tokenizer.json; the same model gives the same bytes.</summary>
    public void Save(string path)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(json);
        stream.WriteByte((byte)'\n');
        File.WriteAllBytes(path, stream.ToArray());
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        WriteAddedTokens(json);
        json.WriteStartObject("normalizer");
        json.WriteString("type", "NFC");
        json.WriteEndObject();
        WritePreTokenizer(json);
        json.WriteNull("post_processor");
        json.WritePropertyName("decoder");
        WriteByteLevel(json);
        WriteModel(json);
        json.WriteEndObject();
    }

    private void WriteAddedTokens(Utf8JsonWriter json)
    {
        json.WriteStartArray("added_tokens");
        for (var i = 0; i < _addedTokens.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", Tokens.Count + i);
            json.WriteString("content", _addedTokens[i]);
            foreach (var flag in (string[])["single_word", "lstrip", "rstrip", "normalized"])
                json.WriteBoolean(flag, false);
            json.WriteBoolean("special", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePreTokenizer(Utf8JsonWriter json)
    {
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        json.WriteStartObject();
        json.WriteString("type", "Split");
        json.WriteStartObject("pattern");
        json.WriteString("Regex", QwenSplitter.Pattern);
        json.WriteEndObject();
        json.WriteString("behavior", "Isolated");
        json.WriteBoolean("invert", false);
        json.WriteEndObject();
        WriteByteLevel(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "ByteLevel");
        foreach (var flag in (string[])["add_prefix_space", "trim_offsets", "use_regex"])
            json.WriteBoolean(flag, false);
        json.WriteEndObject();
    }

    private void WriteModel(Utf8JsonWriter json)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        foreach (var part in (string[])["dropout", "unk_token"])
            json.WriteNull(part);
        foreach (var part in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
            json.WriteString(part, "");
        foreach (var flag in (string[])["fuse_unk", "byte_fallback", "ignore_merges"])
            json.WriteBoolean(flag, false);
        json.WriteStartObject("vocab");
        for (var id = 0; id < Tokens.Count; id++)
            json.WriteNumber(Tokens[id], id);
        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (var (left, right) in _merges)
        {
            json.WriteStartArray();
            json.WriteStringValue(left);
            json.WriteStringValue(right);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
