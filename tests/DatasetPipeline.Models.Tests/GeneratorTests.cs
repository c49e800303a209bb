using System.Text.Json.Nodes;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Generation;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class GeneratorTests : IDisposable
{
    private static readonly string Own = Path.Combine(Goldens.Own, "qwen3_vl");
    private readonly DisposeScope _scope = torch.NewDisposeScope();
    private readonly VisionLanguageModel _model = ModelFolder.Open(Path.Combine(Own, "model"));

    [Fact]
    public void The_same_seed_says_the_same_whatever_else_is_asked_beside_it_and_another_seed_something_else()
    {
        var settings = new GenerationSettings { DoSample = true, Temperature = 1.5, MaxNewTokens = 20, Seed = 5 };
        var alone = Generator.Answer(_model, Ask("text_only", settings));

        var together = Generator.Answers(_model, [Ask("one_image", settings with { Seed = 9 }), Ask("text_only", settings), Ask("text_only", settings with { Seed = 6 })]);

        Assert.Equal(alone.Ids, together[1].Ids);
        Assert.NotEqual(alone.Ids, together[2].Ids);
    }

    [Fact]
    public void What_is_streamed_makes_the_whole_text_and_never_half_a_character()
    {
        var settings = new GenerationSettings { DoSample = true, Temperature = 3, MaxNewTokens = 60 };
        for (var seed = 0; seed < 10; seed++)
        {
            var steps = Generator.Stream(_model, [Ask("chinese", settings with { Seed = seed })]).ToList();

            Assert.Equal(_model.Processor.Tokenizer.Decode([.. steps.Select(s => s.Id)], skipSpecialTokens: true), string.Concat(steps.Select(s => s.Text)));
            Assert.All(steps, step => Assert.False(step.Text.Length > 0 && (char.IsHighSurrogate(step.Text[^1]) || char.IsLowSurrogate(step.Text[0]))));
        }
    }

    [Theory]
    [InlineData("红框标出订单编号。")]
    [InlineData("ok 👍🏽 and 👩‍👩‍👧 and 🇨🇳🇫🇷 ☂️ end")]
    [InlineData("ends in 👨‍👩‍👧‍👦")]
    [InlineData("naïve café 𠮷野家")]
    public void Characters_come_whole_however_tokens_cut_them(string text)
    {
        var stream = new TextStream(_model.Processor.Tokenizer, []);

        // Byte by byte: the worst that a tokenizer can do.
        var pieces = System.Text.Encoding.UTF8.GetBytes(text).Select(b => _model.Processor.Tokenizer.IdOf(ByteName(b))!.Value).Select(stream.Add).ToList();
        pieces.Add(stream.End());

        Assert.Equal(text, string.Concat(pieces));
        var borders = System.Globalization.StringInfo.ParseCombiningCharacters(text).ToHashSet();
        var at = 0;
        foreach (var piece in pieces.Where(p => p.Length > 0 && p.EnumerateRunes().Any(r => r.Value > 0x1F000)))
        {
            at = text.IndexOf(piece, at, StringComparison.Ordinal);
            Assert.Contains(at, borders);
            at += piece.Length;
        }
    }

    [Fact]
    public void A_stop_text_ends_the_answer_and_nothing_of_it_is_said()
    {
        var whole = Generator.Answer(_model, Ask("text_only", new() { MaxNewTokens = 24 }));
        var stop = whole.Text.Substring(whole.Text.Length / 2, 3);

        var answer = Generator.Answer(_model, Ask("text_only", new() { MaxNewTokens = 24, Stop = ["not said", stop] }));

        Assert.Equal(FinishReason.Stop, answer.Finish);
        Assert.Equal(whole.Text[..whole.Text.IndexOf(stop, StringComparison.Ordinal)], answer.Text);
        Assert.True(answer.Ids.Count < whole.Ids.Count);
    }

    [Fact]
    public void An_answer_that_is_long_enough_ends_for_its_length()
    {
        var answer = Generator.Answer(_model, Ask("text_only", new() { MaxNewTokens = 3 }));

        Assert.Equal((3, FinishReason.Length), (answer.Ids.Count, answer.Finish));
    }

    [Fact]
    public void Cancelled_it_says_no_more()
    {
        using var cancelled = new CancellationTokenSource();
        var said = 0;

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var step in Generator.Stream(_model, [Ask("text_only", new() { MaxNewTokens = 20 })], cancelled.Token))
            {
                if (++said == 2)
                    cancelled.Cancel();
            }
        });
        Assert.Equal(2, said);
    }

    [Fact]
    public void The_repetition_penalty_sees_prompt_and_answer()
    {
        var plain = Generator.Answer(_model, Ask("text_only", new() { MaxNewTokens = 20 }));
        var penalised = Generator.Answer(_model, Ask("text_only", new() { MaxNewTokens = 20, RepetitionPenalty = 1e6 }));

        Assert.NotEqual(plain.Ids, penalised.Ids);
        Assert.Equal(penalised.Ids.Count, penalised.Ids.Distinct().Count());
        Assert.Empty(penalised.Ids.Intersect(GoldenCase.Of(Own, "text_only").Prepare(_model, promptOnly: true).Sample.InputIds));
    }

    [Theory]
    [InlineData("temperature", "-0.5")]
    [InlineData("temperature", "-1")]
    [InlineData("top_p", "1.5")]
    [InlineData("top_p", "0")]
    [InlineData("top_k", "-3")]
    [InlineData("top_k", "2.5")]
    [InlineData("repetition_penalty", "\"much\"")]
    [InlineData("do_sample", "1")]
    public void A_setting_out_of_range_is_named(string key, string json)
    {
        var folder = Directory.CreateTempSubdirectory("generation-").FullName;
        var file = Path.Combine(folder, "generation_config.json");
        File.WriteAllText(file, new JsonObject { [key] = JsonNode.Parse(json) }.ToJsonString());

        var error = Assert.Throws<DiagnosticException>(() => GenerationSettings.Read(folder));

        Directory.Delete(folder, recursive: true);
        Assert.Equal((Codes.ModelConfigInvalid, file), (error.Diagnostics[0].Code, error.Diagnostics[0].File));
        Assert.Contains($"'{key}'", error.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_temperature_of_0_is_no_trouble_where_nothing_is_drawn()
    {
        using var copy = new ModelCopy();
        var file = Path.Combine(copy.Model, "generation_config.json");
        File.WriteAllText(file, """{"do_sample": false, "temperature": 0}""");
        Assert.Equal(1, GenerationSettings.Read(copy.Model).Temperature);

        File.WriteAllText(file, """{"do_sample": true, "temperature": 0}""");
        Assert.Throws<DiagnosticException>(() => GenerationSettings.Read(copy.Model));
    }

    [Fact]
    public void A_model_s_own_settings_are_read()
    {
        var settings = GenerationSettings.Read(Path.Combine(Own, "model"));

        Assert.Equal((true, 0.7, 0.8, 20, 1.0), (settings.DoSample, settings.Temperature, settings.TopP, settings.TopK, settings.RepetitionPenalty));
        Assert.Throws<ArgumentException>(() => Generator.Answer(_model, Ask("text_only", settings with { TopP = 2 })));
    }

    public void Dispose() => _scope.Dispose();

    private GenerationRequest Ask(string name, GenerationSettings settings)
    {
        var (prompt, seen) = GoldenCase.Of(Own, name).Prepare(_model, promptOnly: true);
        return new GenerationRequest(prompt, seen, settings);
    }

    // A byte as the alphabet of byte-level BPE writes it.
    private static string ByteName(byte value)
    {
        var printable = value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174;
        if (printable)
            return ((char)value).ToString();
        var before = Enumerable.Range(0, value).Count(b => b is not ((>= 33 and <= 126) or (>= 161 and <= 172) or >= 174));
        return ((char)(256 + before)).ToString();
    }
}
