using System.Text.Json;
using DatasetPipeline.Models.Tests;
using DatasetPipeline.Train.Evaluation;

namespace DatasetPipeline.Train.Tests.Evaluation;

/// <summary>Against the values of sacrebleu and pycocoevalcap.</summary>
public sealed class MetricsGoldenTests
{
    private static string Folder => Path.Combine(Goldens.Folder, "metrics");

    public static TheoryData<string> Files => Directory.Exists(Folder) ? [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)] : [];

    [GoldenDataTheory(typeof(MetricsGoldenTests), nameof(Files), "metrics")]
    [MemberData(nameof(Files))]
    public void Each_sentence_scores_what_the_reference_implementations_give_it(string file)
    {
        var wrong = new List<string>();
        foreach (var language in Rows(file).GroupBy(row => row.GetProperty("lang").GetString()!))
        {
            var pairs = language.Select(Pair).ToList();
            foreach (var ((row, pair), cider) in language.Zip(pairs).Zip(CiderD.Of(pairs, language.Key)))
            {
                Compare(row, "chrf", () => ChrF.Of([pair]));
                Compare(row, "chrf2pp", () => ChrF.Of([pair], words: 2));
                Compare(row, "bleu", () => Bleu.OfSentence(pair, language.Key));
                Compare(row, "cider_d", () => cider);
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        void Compare(JsonElement row, string metric, Func<double> score)
        {
            if (row.TryGetProperty(metric, out var expected) && !IsNear(expected.GetDouble(), score()))
                wrong.Add($"{metric} {score():R} and not {expected}: {row}");
        }
    }

    [GoldenDataTheory(typeof(MetricsGoldenTests), nameof(Files), "metrics")]
    [MemberData(nameof(Files))]
    public void The_sentences_of_a_language_together_score_what_the_reference_implementations_give_them(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, file)));
        foreach (var corpus in json.RootElement.GetProperty("corpus").EnumerateObject())
        {
            var pairs = Rows(file).Where(row => row.GetProperty("lang").GetString() == corpus.Name).Select(Pair).ToList();
            var scores = CaptionScores.Of(pairs, corpus.Name);

            Assert.Equal(pairs.Count(pair => pair.Expected == pair.Said), scores.Exact);
            foreach (var expected in corpus.Value.EnumerateObject())
            {
                var score = expected.Name switch { "chrf" => scores.ChrF, "bleu" => scores.Bleu, "cider_d" => scores.CiderD, "count" => scores.Count, _ => double.NaN };
                Assert.True(double.IsNaN(score) || IsNear(expected.Value.GetDouble(), score), $"{corpus.Name} {expected.Name}: {score:R} and not {expected.Value}");
            }
        }
    }

    private static bool IsNear(double expected, double score) => Math.Abs(expected - score) <= 1e-9 * Math.Max(1, Math.Abs(expected));

    private static AnswerPair Pair(JsonElement row) => new(row.GetProperty("reference").GetString()!, row.GetProperty("hypothesis").GetString()!);

    private static JsonElement[] Rows(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, file)));
        return [.. json.RootElement.GetProperty("rows").Clone().EnumerateArray()];
    }
}
