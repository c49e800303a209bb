using System.Text.Json.Nodes;
using DatasetPipeline.Train.Runs;

namespace DatasetPipeline.Train.Evaluation;

/// <summary>What one model made of the records of a split, in one language or in all.</summary>
/// <param name="Split">train or test.</param>
/// <param name="Language">en, zh, or all: then BLEU and CIDEr-D, whose tokens hang on the language, are no numbers.</param>
/// <param name="Model">base or adapter.</param>
/// <param name="Likelihood">Loss and token accuracy of the captions.</param>
/// <param name="Captions">How near the answers are to the captions.</param>
/// <param name="Aspects">How much of what the captions say of their marks the answers say too.</param>
internal sealed record ModelScores(string Split, string Language, string Model, SplitScore Likelihood, CaptionScores Captions, IReadOnlyDictionary<Aspect, AspectScore> Aspects)
{
    /// <summary>All languages together.</summary>
    public const string AllLanguages = "all";

    /// <summary>By split and language, base before adapter; where a split has more than one language, also for both together.</summary>
    public static IReadOnlyList<ModelScores> Of(IEnumerable<RecordAnswer> answers)
    {
        var scores = new List<ModelScores>();
        foreach (var split in answers.GroupBy(answer => answer.Split, StringComparer.Ordinal))
        {
            var languages = split.GroupBy(answer => answer.Language, StringComparer.Ordinal).OrderBy(language => language.Key, StringComparer.Ordinal).ToList();
            foreach (var language in languages)
                scores.AddRange(Both(split.Key, language.Key, [.. language]));
            if (languages.Count > 1)
                scores.AddRange(Both(split.Key, AllLanguages, [.. split]));
        }

        return scores;
    }

    /// <summary>As scripts read it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["split"] = Split,
            ["language"] = Language,
            ["model"] = Model,
            ["count"] = Captions.Count,
            ["loss"] = Number(Likelihood.Loss),
            ["token_acc"] = Number(Likelihood.TokenAccuracy),
            ["exact"] = Captions.Exact,
            ["chrf"] = Number(Captions.ChrF),
            ["bleu"] = Number(Captions.Bleu),
            ["cider_d"] = Number(Captions.CiderD),
        };
        foreach (var (aspect, score) in Aspects)
            json[aspect.ToString().ToLowerInvariant()] = new JsonObject { ["right"] = score.Right, ["all"] = score.All };
        return json;
    }

    /// <summary>JSON has no NaN.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static IEnumerable<ModelScores> Both(string split, string language, IReadOnlyList<RecordAnswer> answers) =>
        [Of(split, language, "base", answers, answer => answer.Base), Of(split, language, "adapter", answers, answer => answer.Adapter)];

    private static ModelScores Of(string split, string language, string model, IReadOnlyList<RecordAnswer> answers, Func<RecordAnswer, JudgedAnswer> judged)
    {
        List<AnswerPair> pairs = [.. answers.Select(answer => new AnswerPair(answer.Caption, judged(answer).Said.Text))];
        var captions = CaptionScores.Of(pairs, language);
        return new(
            split,
            language,
            model,
            new([.. answers.Select(answer => judged(answer).Score)]),
            language == AllLanguages ? captions with { Bleu = double.NaN, CiderD = double.NaN } : captions,
            AspectScore.Of(pairs));
    }
}
