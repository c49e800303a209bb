using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Text;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Runs;

/// <summary>
/// The layers that get an adapter. all-linear is the language model's linear layers, as ms-swift has it with freeze_vit and
/// freeze_aligner. A list of names and target_regex go to PEFT as they are, and reach whatever layer they fit: where that is one
/// outside of the language model, it is an error here.
/// </summary>
internal static class TargetModules
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <exception cref="DiagnosticException">A regular expression that is none (DSP1004) or fits no layer, or layers outside of the language model (DSP9005, DSP9018).</exception>
    public static IReadOnlyList<Linear> Of(TrainSettings settings, VisionLanguageModel model)
    {
        var linears = model.LanguageLinears.ToList();
        if (settings.TargetRegex is null && settings.TargetModules.Contains("all-linear"))
            return linears;

        var key = settings.TargetRegex is null ? "target_modules" : "target_regex";
        var fits = settings.TargetRegex is { } pattern ? Whole(settings, pattern) : name => settings.TargetModules.Contains(Last(name));
        var chosen = linears.Where(linear => fits(linear.Name)).ToList();
        var known = linears.Select(linear => linear.Name).ToHashSet(StringComparer.Ordinal);
        // Matrices are linear layers or embeddings, and PEFT adapts both.
        var outside = model.Weights
            .Where(weight => weight.Value.dim() == 2 && weight.Key.EndsWith(".weight", StringComparison.Ordinal))
            .Select(weight => weight.Key[..^".weight".Length])
            .Where(name => !known.Contains(name) && fits(name))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        if (outside is not null && settings.TargetRegex is null)
            throw new DiagnosticException(settings.Error(Codes.SettingReadOtherwise, $"ms-swift adapts {Shown.Text(outside)} as well, which has one of these names and is no part of the language model; write target_regex: '.*language_model\\..*\\.({string.Join('|', settings.TargetModules)})' instead", key));
        if (outside is not null)
            throw new DiagnosticException(settings.Error(Codes.SettingUnsupported, $"it matches {Shown.Text(outside)} as well, and only the linear layers of the language model are adapted here, such as {linears[0].Name}", key));
        return chosen.Count > 0
            ? chosen
            : throw new DiagnosticException(settings.Error(Codes.WrongValue, $"it matches no layer; the language model's have names such as {linears[0].Name}, and the whole name has to match", key));
    }

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static Func<string, bool> Whole(TrainSettings settings, string pattern)
    {
        try
        {
            var regex = new Regex($@"^(?:{pattern})\z", RegexOptions.CultureInvariant, Patience);
            return regex.IsMatch;
        }
        catch (ArgumentException e)
        {
            throw new DiagnosticException(settings.Error(Codes.WrongValue, $"target_regex is no regular expression: {Shown.Line(e.Message)}", "target_regex"));
        }
    }
}
