using System.CommandLine;
using System.Globalization;
using DatasetPipeline.Models.Generation;
using DatasetPipeline.Train.Runs;

namespace DatasetPipeline.Train.Commands;

/// <summary>How an answer is made; names and meanings are those of transformers' generate.</summary>
internal sealed class SamplingOptions
{
    private readonly Option<int> _longest = Number("--max-new-tokens", "The longest answer.", value => value >= 1, "from 1 to 2147483647", Answering.MaxNewTokens);
    private readonly Option<double?> _temperature = Number<double?>("--temperature", "Draw each token; above 1 for more variety, below 1 for less.", value => value is > 0 and <= 1000, "above 0 and at most 1000");
    private readonly Option<double?> _topP = Number<double?>("--top-p", "Draw among the likeliest that reach this share together.", value => value is > 0 and <= 1, "above 0 and at most 1");
    private readonly Option<int?> _topK = Number<int?>("--top-k", "Draw among so many of the likeliest; 0: among all.", value => value >= 0, "0 or more");
    private readonly Option<double?> _penalty = Number<double?>("--repetition-penalty", "Above 1, what was said already is said again more rarely.", value => value is > 0 and <= 1000, "above 0 and at most 1000");
    private readonly Option<int?> _seed = Number<int?>("--seed", "Draw each token, and the same answer for the same number.", _ => true, "a whole number");

    /// <summary>The options.</summary>
    public Option[] All => [_longest, _temperature, _topP, _topK, _penalty, _seed];

    /// <summary>The likeliest answer, or a drawn one where an option is about drawing; what is not given then is the model's own setting.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">The model's own settings are out of range (DSP8002).</exception>
    public GenerationSettings Of(ParseResult parsed, string modelFolder)
    {
        var longest = parsed.GetValue(_longest);
        var penalty = parsed.GetValue(_penalty);
        if (parsed.GetValue(_temperature) is null && parsed.GetValue(_topP) is null && parsed.GetValue(_topK) is null && parsed.GetValue(_seed) is null)
            return new GenerationSettings { MaxNewTokens = longest, RepetitionPenalty = penalty ?? 1 };
        var own = GenerationSettings.Read(modelFolder);
        return own with
        {
            MaxNewTokens = longest,
            DoSample = true,
            Temperature = parsed.GetValue(_temperature) ?? own.Temperature,
            TopP = parsed.GetValue(_topP) ?? own.TopP,
            TopK = parsed.GetValue(_topK) ?? own.TopK,
            RepetitionPenalty = penalty ?? own.RepetitionPenalty,
            Seed = parsed.GetValue(_seed) ?? 0,
        };
    }

    private static Option<T> Number<T>(string name, string description, Func<T, bool> holds, string range, T? otherwise = default)
    {
        var option = new Option<T>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => otherwise! };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IsHeld(token.Value))
                result.AddError($"{name} must be {range}.");
        });
        return option;

        // What is no number is told here: System.CommandLine would name the type.
        bool IsHeld(string text)
        {
            try
            {
                return holds((T)Convert.ChangeType(text, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture));
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                return false;
            }
        }
    }
}
