using DatasetPipeline.Models.Checkpoints;

namespace DatasetPipeline.Models.Generation;

/// <summary>How an answer is made; names and meanings are those of generation_config.json in transformers.</summary>
public sealed record GenerationSettings
{
    /// <summary>The longest answer, at least 1.</summary>
    public int MaxNewTokens { get; init; } = 256;

    /// <summary>Draw each token; else take the likeliest.</summary>
    public bool DoSample { get; init; }

    /// <summary>Logits are divided by it before a draw; above 0.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Draw among so many of the likeliest; 0: among all.</summary>
    public int TopK { get; init; }

    /// <summary>Draw among the likeliest that reach this share together; above 0, at most 1.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Draw among those that are at least this share as likely as the likeliest; 0 to 1.</summary>
    public double MinP { get; init; }

    /// <summary>Logits of tokens that the prompt or the answer has are divided by it where positive and multiplied where negative; above 0.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Where the draws come from.</summary>
    public int Seed { get; init; }

    /// <summary>Texts that end the answer; they are not part of it.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>A model's own settings, from its generation_config.json; those above where it has none.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">A value out of range (DSP8002).</exception>
    public static GenerationSettings Read(string modelFolder)
    {
        var path = Path.Combine(modelFolder, "generation_config.json");
        if (!File.Exists(path))
            return new();
        var config = ModelConfig.Read(path);
        var draws = config.Flag("do_sample", otherwise: false);
        return new GenerationSettings
        {
            DoSample = draws,
            // Where nothing is drawn it does not matter, and 0 is how many say so.
            Temperature = !draws && config.Has("temperature") && config.Number("temperature") == 0 ? 1 : Within("temperature", 1, least: 0, orLeast: false, most: double.MaxValue, "a number above 0"),
            TopK = (int)Whole(Within("top_k", 0, least: 0, orLeast: true, most: 1 << 24, "a whole number from 0, which is all"), "top_k"),
            TopP = Within("top_p", 1, least: 0, orLeast: false, most: 1, "above 0 and at most 1"),
            MinP = Within("min_p", 0, least: 0, orLeast: true, most: 1, "from 0 to 1"),
            RepetitionPenalty = Within("repetition_penalty", 1, least: 0, orLeast: false, most: double.MaxValue, "a number above 0"),
            MaxNewTokens = config.Has("max_new_tokens") ? (int)config.Count("max_new_tokens") : new GenerationSettings().MaxNewTokens,
        };

        double Within(string key, double otherwise, double least, bool orLeast, double most, string needed)
        {
            var value = config.Has(key) ? config.Number(key) : otherwise;
            return (value > least || (orLeast && value == least)) && value <= most ? value : throw config.Wrong(key, needed);
        }

        double Whole(double value, string key) => value == Math.Floor(value) ? value : throw config.Wrong(key, "a whole number");
    }

    /// <summary>Refuses values that no answer can be made with.</summary>
    /// <exception cref="ArgumentException">It names the value.</exception>
    public void Check()
    {
        Require(MaxNewTokens >= 1, $"max_new_tokens must be 1 or more, and is {MaxNewTokens}");
        Require(Temperature > 0 && double.IsFinite(Temperature), $"temperature must be above 0, and is {Temperature}");
        Require(TopK >= 0, $"top_k must be 0 or more, and is {TopK}");
        Require(TopP is > 0 and <= 1, $"top_p must be above 0 and at most 1, and is {TopP}");
        Require(MinP is >= 0 and <= 1, $"min_p must be from 0 to 1, and is {MinP}");
        Require(RepetitionPenalty > 0 && double.IsFinite(RepetitionPenalty), $"repetition_penalty must be above 0, and is {RepetitionPenalty}");
        Require(Stop.All(text => text.Length > 0), $"a stop text must not be empty");

        static void Require(bool holds, FormattableString otherwise)
        {
            if (!holds)
                throw new ArgumentException(FormattableString.Invariant(otherwise));
        }
    }
}
