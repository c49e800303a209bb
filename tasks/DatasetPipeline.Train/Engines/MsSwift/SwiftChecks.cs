using DatasetPipeline.Diagnostics;
using DatasetPipeline.Tokens;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary>What ms-swift could not do with a training, said before it is started.</summary>
internal static class SwiftChecks
{
    // image_token_id of Qwen2VLTemplate in its swift/template/templates/qwen.py, of which those of Qwen2.5-VL and Qwen3-VL are made.
    private const int QwenImageToken = 151_655;

    /// <summary>Looks at all of them.</summary>
    /// <returns>The model's processor.</returns>
    /// <exception cref="DiagnosticException">Settings (DSP9005) or a model (DSP9019) that it cannot train with, all that are wrong.</exception>
    public static ModelProcessor Check(TrainSettings settings)
    {
        var found = new List<Diagnostic>();
        if (settings.TunerType != "lora")
            found.Add(settings.Error(Codes.SettingUnsupported, "of what ms-swift trains an adapter alone is taken; train without --engine ms-swift, or run swift sft train.yaml for all weights", "tuner_type"));
        found.AddRange(settings.LayerPatterns.Select(pattern => settings.Error(Codes.SettingUnsupported, $"ms-swift has no {pattern.Key}: all layers have one rank and one alpha there; leave it out, or train without --engine ms-swift", pattern.Key)));
        foreach (var name in settings.Environment.Keys.Where(name => !IsName(name)))
            found.Add(settings.Error(Codes.SettingUnsupported, $"ENV holds {Text.Shown.Value(name)}, which is no name of a variable: letters, digits and underscores", "ENV"));

        var processor = ModelProcessor.Open(settings.ModelFolder);
        if (processor.ModelType.StartsWith("qwen", StringComparison.Ordinal) && processor.ImageTokenId != QwenImageToken)
        {
            found.Add(new(
                Codes.ModelUnfitForSwift,
                $"the token of a picture has the id {processor.ImageTokenId} in this model, and ms-swift has the published {QwenImageToken} built in: it would find no picture; take a published Qwen checkpoint for it, or train without --engine ms-swift",
                Path.Combine(settings.ModelFolder, "config.json")));
        }

        if (found.Count > 0)
            throw new DiagnosticException(found);
        return processor;
    }

    private static bool IsName(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
