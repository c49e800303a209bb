using System.Text.Json.Nodes;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Tokens.Tests;

public sealed class TokenizerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Added_tokens_take_what_their_flags_say()
    {
        var tokenizer = Load(json =>
        {
            AddToken(json, "<strip>", "lstrip", "rstrip");
            AddToken(json, "<left>", "lstrip");
            AddToken(json, "word", "single_word");
            AddToken(json, "<norm>が", "normalized");
            AddToken(json, "<long>");
            AddToken(json, "<long>er");
        });

        Assert.Equal(["a", "<strip>", "b"], Pieces(tokenizer, "a \t<strip>\n b"));
        Assert.Equal(["a", "<left>", " b"], Pieces(tokenizer, "a <left> b"));
        Assert.Equal(["<strip>", "<left>"], Pieces(tokenizer, "<strip> <left>"));
        Assert.Equal(["word", "-", "word"], Pieces(tokenizer, "word-word"));
        Assert.Equal(["sword", ".", "word", ",", "words"], Pieces(tokenizer, "sword.word,words"));
        Assert.Equal(["<norm>が"], Pieces(tokenizer, "<norm>か\u3099"));
        Assert.Equal(["<long>er", "<long>"], Pieces(tokenizer, "<long>er<long>"));
    }

    [Fact]
    public void Special_tokens_are_plain_text_where_they_are_not_to_be_recognised()
    {
        var tokenizer = Load(json => AddToken(json, "<tool>", special: false));

        Assert.Single(tokenizer.Encode("<|im_end|>"));
        Assert.True(tokenizer.Encode("<|im_end|>", recogniseSpecial: false).Length > 1);
        Assert.Single(tokenizer.Encode("<tool>", recogniseSpecial: false));
        Assert.Equal("<|im_end|>", tokenizer.Decode(tokenizer.Encode("<|im_end|>", recogniseSpecial: false), skipSpecialTokens: true));
    }

    [Fact]
    public void Half_a_character_decodes_to_the_replacement_character()
    {
        var tokenizer = Load();
        var ids = tokenizer.Encode("😀");

        Assert.Equal("😀", tokenizer.Decode(ids));
        Assert.Equal("\uFFFD", tokenizer.Decode(ids.AsSpan(0, ids.Length - 1)));
        Assert.Equal("", tokenizer.Decode([-1, int.MaxValue]));
    }

    [Fact]
    public void A_lone_surrogate_counts_as_the_replacement_character() =>
        Assert.Equal(Load().Encode("a\uFFFDb"), Load().Encode("a\uD83Db"));

    [Fact]
    public void Merges_may_be_written_as_pairs_or_as_text_and_may_stand_before_the_vocabulary()
    {
        var expected = Load().Encode("The red box marks the button.");
        var asText = Load(json =>
        {
            var model = json["model"]!.AsObject();
            var merges = new JsonArray([JsonValue.Create("#version: 0.2"), .. model["merges"]!.AsArray().Select(pair => (JsonNode)JsonValue.Create($"{pair![0]} {pair[1]}"))]);
            model.Remove("merges");
            model.Insert(0, "merges", merges);
        });

        Assert.Equal(expected, asText.Encode("The red box marks the button."));
    }

    [Fact]
    public void A_long_piece_is_merged_as_a_short_one_is()
    {
        var tokenizer = Load();
        var random = new Random(3);
        for (var round = 0; round < 50; round++)
        {
            var word = string.Concat(Enumerable.Range(0, 700).Select(_ => "redboxmarkthu"[random.Next(13)]));
            Assert.Equal(ByTheBook(tokenizer, word), tokenizer.Encode(word));
        }
    }

    [Fact]
    public void Threads_share_a_tokenizer()
    {
        var tokenizer = Load();
        var expected = tokenizer.Encode("The red box marks the button.");

        Parallel.For(0, 2000, i =>
        {
            Assert.Equal(expected, tokenizer.Encode("The red box marks the button."));
            tokenizer.Encode($"The red box marks {i}.");
        });
    }

    [Theory]
    [InlineData("normalizer", """{"type": "NFKC"}""", "normalizer is NFKC")]
    [InlineData("model.type", "\"Unigram\"", "model.type is Unigram")]
    [InlineData("model.byte_fallback", "true", "model.byte_fallback")]
    [InlineData("model.ignore_merges", "true", "model.ignore_merges")]
    [InlineData("model.dropout", "0.1", "model.dropout is 0.1")]
    [InlineData("model.end_of_word_suffix", "\"</w>\"", "model.end_of_word_suffix")]
    [InlineData("pre_tokenizer", """{"type": "Metaspace"}""", "pre_tokenizer is Metaspace")]
    [InlineData("decoder", """{"type": "Metaspace"}""", "decoder is Metaspace")]
    [InlineData("decoder", "null", "decoder is null")]
    [InlineData("post_processor", """{"type": "TemplateProcessing"}""", "post_processor is TemplateProcessing")]
    public void What_would_change_ids_is_refused_by_name(string part, string value, string message)
    {
        var error = Assert.Throws<DiagnosticException>(() => Load(json => Set(json, part, JsonNode.Parse(value))));

        var diagnostic = Assert.Single(error.Diagnostics);
        Assert.Equal(Codes.TokenizerUnsupported, diagnostic.Code);
        Assert.Equal(_folder.File("tokenizer.json"), diagnostic.File);
        Assert.Contains(message, diagnostic.Message);
        Assert.DoesNotContain('\n', diagnostic.Message);
    }

    [Theory]
    [InlineData("{", 1)]
    [InlineData("[1]", 1)]
    [InlineData("{\n\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": -1}}}", 1)]
    [InlineData("{\n\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 99999999999}}}", 1)]
    [InlineData("{\n\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [[\"a\", \"b\"]]}}", 1)]
    [InlineData("{\n\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"ab\"]}}", 1)]
    [InlineData("{\n\"model\": {\"type\": \"BPE\", \"vocab\": {\"\\ud800\": 0}}}", 1)]
    [InlineData("{\n\"added_tokens\": [{\"id\": \"x\"}]}", 1)]
    [InlineData("{\n\"model\": {\"type\": }}", 2)]
    public void A_broken_file_is_one_line_that_names_it(string text, int line)
    {
        var path = _folder.Write("tokenizer.json", text);

        var diagnostic = Assert.Single(Assert.Throws<DiagnosticException>(() => Tokenizer.Load(path)).Diagnostics);

        Assert.Equal((Codes.ModelConfigInvalid, path, line), (diagnostic.Code, diagnostic.File, diagnostic.Line));
        Assert.DoesNotContain('\n', diagnostic.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_said_to_be_missing() =>
        Assert.Equal(Codes.ModelFileMissing, Assert.Single(Assert.Throws<DiagnosticException>(() => Tokenizer.Load(_folder.File("none.json"))).Diagnostics).Code);

    private Tokenizer Load(Action<JsonObject>? change = null)
    {
        var path = _folder.File("tokenizer.json");
        BpeTrainer.Train(["The red box marks the button. The red box marks the thumb.", "the tokens mark the red box"], 290, ["<|im_start|>", "<|im_end|>"]).Save(path);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change?.Invoke(json);
        File.WriteAllText(path, json.ToJsonString());
        return Tokenizer.Load(path);
    }

    private static void AddToken(JsonObject json, string content, params string[] flags) => AddToken(json, content, special: true, flags);

    private static void AddToken(JsonObject json, string content, bool special, params string[] flags)
    {
        var tokens = json["added_tokens"]!.AsArray();
        var token = new JsonObject { ["id"] = tokens.Max(entry => (int)entry!["id"]!) + 1, ["content"] = content, ["special"] = special };
        foreach (var flag in (string[])["single_word", "lstrip", "rstrip", "normalized"])
            token[flag] = flags.Contains(flag);
        tokens.Add(token);
    }

    private static void Set(JsonObject json, string part, JsonNode? value)
    {
        var keys = part.Split('.');
        foreach (var key in keys[..^1])
            json = json[key]!.AsObject();
        json[keys[^1]] = value;
    }

    // What stands between added tokens, decoded as a whole; an added token by itself.
    private static List<string> Pieces(Tokenizer tokenizer, string text)
    {
        var pieces = new List<string>();
        var plain = new List<int>();
        foreach (var id in tokenizer.Encode(text))
        {
            var written = tokenizer.Decode([id]);
            if (written.Length > 1 && tokenizer.IdOf(written) == id && tokenizer.Decode([id], skipSpecialTokens: true).Length == 0)
            {
                Flush();
                pieces.Add(written);
            }
            else if (written is "." or "," or "-")
            {
                Flush();
                pieces.Add(written);
            }
            else
            {
                plain.Add(id);
            }
        }

        Flush();
        return pieces;

        void Flush()
        {
            if (plain.Count > 0)
                pieces.Add(tokenizer.Decode([.. plain]));
            plain.Clear();
        }
    }

    // Of all neighbours the merge that was learned first; its rank is the id of what it makes, as the trainer numbers them.
    private static List<int> ByTheBook(Tokenizer tokenizer, string word)
    {
        var tokens = word.Select(unit => unit.ToString()).ToList();
        while (true)
        {
            var best = Enumerable.Range(0, tokens.Count - 1)
                .Select(i => (Id: tokenizer.IdOf(tokens[i] + tokens[i + 1]) ?? int.MaxValue, At: i))
                .Min();
            if (best.Id == int.MaxValue)
                return [.. tokens.Select(token => tokenizer.IdOf(token)!.Value)];
            tokens[best.At] += tokens[best.At + 1];
            tokens.RemoveAt(best.At + 1);
        }
    }
}
