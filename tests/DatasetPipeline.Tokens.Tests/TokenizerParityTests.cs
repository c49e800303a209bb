using System.Text.Json;

namespace DatasetPipeline.Tokens.Tests;

public sealed class TokenizerParityTests
{
    [Fact]
    public void Every_string_gets_the_ids_and_decodes_to_the_text_that_tokenizers_gives()
    {
        var folder = Path.Combine(Goldens.Folder, "tokenizer");
        if (Goldens.Read(folder, "strings.json") is not { } strings)
            return;
        var tokenizer = Tokenizer.Load(Path.Combine(folder, "tokenizer.json"));
        var wrong = new List<string>();
        foreach (var entry in strings.EnumerateArray())
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

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(10)));
    }
}
