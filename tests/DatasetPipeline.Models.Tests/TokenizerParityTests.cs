using System.Text.Json;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Models.Tests;

public sealed class TokenizerParityTests
{
    [TokenizerFact]
    public void Every_string_gets_the_ids_and_decodes_to_the_text_that_tokenizers_gives()
    {
        var folder = Path.Combine(Goldens.Folder, "tokenizer");
        using var strings = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "strings.json")));
        var tokenizer = Tokenizer.Load(Path.Combine(folder, "tokenizer.json"));
        var wrong = new List<string>();
        foreach (var entry in strings.RootElement.EnumerateArray())
        {
            var text = entry.GetProperty("text").GetString()!;
            int[] ids = [.. entry.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            var found = tokenizer.Encode(text);
            if (!found.SequenceEqual(ids))
                wrong.Add($"{JsonSerializer.Serialize(text)}: {string.Join(' ', found)} instead of {string.Join(' ', ids)}");
            if (tokenizer.Decode(ids) != entry.GetProperty("decoded").GetString())
                wrong.Add($"{JsonSerializer.Serialize(text)} decodes to {JsonSerializer.Serialize(tokenizer.Decode(ids))}");
            if (tokenizer.Decode(ids, skipSpecialTokens: true) != entry.GetProperty("decoded_skip_special").GetString())
                wrong.Add($"{JsonSerializer.Serialize(text)} decodes without special tokens to {JsonSerializer.Serialize(tokenizer.Decode(ids, skipSpecialTokens: true))}");
        }

        ParityTable.Add("–", "tokenizer: ids and texts", wrong.Count, 0);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(10)));
    }

    private sealed class TokenizerFactAttribute : FactAttribute
    {
        public TokenizerFactAttribute()
        {
            if (!Goldens.IsOwn && !File.Exists(Path.Combine(Goldens.Folder, "tokenizer", "strings.json")))
                Skip = $"{Goldens.Folder} holds no tokenizer/strings.json.";
        }
    }
}
