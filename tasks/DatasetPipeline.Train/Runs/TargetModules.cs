using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Text;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Runs;

/// <summary>
/// The layers that get an adapter. all-linear is the linear layers of each part that is not frozen, the language model, the vision
/// tower and the aligner, as ms-swift has it. A list of names and target_regex go to PEFT as they are, and reach whatever layer
/// they fit: where that is one that is frozen or no linear layer, it is an error here.
/// </summary>
internal static class TargetModules
{
    /// <exception cref="DiagnosticException">A regular expression that is none or fits no layer (DSP1004), or fits layers that get no adapter (DSP9005, DSP9018).</exception>
    public static IReadOnlyList<Linear> Of(TrainSettings settings, VisionLanguageModel model)
    {
        (string Key, bool IsFrozen, IEnumerable<Linear> Linears)[] parts =
        [
            ("freeze_llm", settings.FreezeLlm, model.LanguageLinears),
            ("freeze_vit", settings.FreezeVit, model.TowerLinears),
            ("freeze_aligner", settings.FreezeAligner, model.AlignerLinears),
        ];
        var linears = parts.Where(part => !part.IsFrozen).SelectMany(part => part.Linears).ToList();
        if (settings.TargetRegex is null && settings.TargetModules.Contains("all-linear"))
            return linears;

        var key = settings.TargetRegex is null ? "target_modules" : "target_regex";
        var said = $"{key} {(settings.TargetRegex is { } regex ? Shown.Value(regex) : string.Join(", ", settings.TargetModules.Select(Shown.Value)))}";
        var fits = settings.TargetRegex is { } pattern ? Whole(settings, pattern) : name => settings.TargetModules.Contains(Last(name));
        var (frozen, by) = parts.Where(part => part.IsFrozen).SelectMany(part => part.Linears.Select(linear => (linear.Name, part.Key))).FirstOrDefault(layer => fits(layer.Name));
        if (frozen is not null && settings.TargetRegex is null)
            throw new DiagnosticException(settings.Error(Codes.SettingReadOtherwise, $"ms-swift adapts {Shown.Text(frozen)} as well, which has one of these names, whatever {by} says; set {by} to false, or say with target_regex what is meant{(settings.FreezeLlm ? "" : $": '.*language_model\\..*\\.({string.Join('|', settings.TargetModules)})'")}", key));
        if (frozen is not null)
            throw new DiagnosticException(settings.Error(Codes.SettingUnsupported, $"{said} matches {Shown.Text(frozen)} as well, which stays as it is with {by}; set {by} to false, or match no more than layers such as {linears[0].Name}", key));

        // Of what else has weights PEFT adapts embeddings and convolutions, too.
        var known = model.Linears.Select(linear => linear.Name).ToHashSet(StringComparer.Ordinal);
        var outside = model.Weights
            .Where(weight => weight.Value.dim() >= 2 && weight.Key.EndsWith(".weight", StringComparison.Ordinal))
            .Select(weight => weight.Key[..^".weight".Length])
            .Where(name => !known.Contains(name) && fits(name))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        if (outside is not null)
            throw new DiagnosticException(settings.Error(Codes.SettingUnsupported, $"{said} matches {Shown.Text(outside)} as well, and only linear layers within the model are adapted here, such as {linears[0].Name}", key));
        var chosen = linears.Where(linear => fits(linear.Name)).ToList();
        return chosen.Count > 0
            ? chosen
            : throw new DiagnosticException(settings.Error(Codes.WrongValue, $"{said} matches no layer that learns; there are layers such as {linears[0].Name}, and the whole name has to match", key));
    }

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static Func<string, bool> Whole(TrainSettings settings, string pattern)
    {
        try
        {
            return LayerPattern.Whole(pattern).IsMatch;
        }
        catch (ArgumentException e)
        {
            throw new DiagnosticException(settings.Error(Codes.WrongValue, $"target_regex is no regular expression: {Shown.Line(e.Message)}", "target_regex"));
        }
    }
}
