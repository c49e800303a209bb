using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models;
using DatasetPipeline.Text;
using DatasetPipeline.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Runs;

/// <summary>The weights whose gradients GaLore narrows, as ms-swift chooses them.</summary>
internal static class GaLoreTargets
{
    private const string Weight = ".weight";

    /// <summary>Linear layers and embeddings in whose names one of galore_target_modules stands, anywhere; without it every linear layer but the head.</summary>
    /// <param name="settings">train.yaml</param>
    /// <param name="model">The model.</param>
    /// <param name="learned">Its weights that learn.</param>
    /// <exception cref="DiagnosticException">There is none (DSP1004).</exception>
    public static IReadOnlySet<string> Of(TrainSettings settings, VisionLanguageModel model, IEnumerable<KeyValuePair<string, torch.Tensor>> learned)
    {
        var linears = model.Linears.Select(linear => linear.Name).ToHashSet(StringComparer.Ordinal);
        var matrices = learned.Where(weight => weight.Value.dim() == 2 && weight.Key.EndsWith(Weight, StringComparison.Ordinal)).Select(weight => weight.Key[..^Weight.Length]).ToList();
        var found = matrices.Where(name => settings.GaloreTargetModules.Count == 0 ? linears.Contains(name) : settings.GaloreTargetModules.Any(target => name.Contains(target, StringComparison.Ordinal)))
            .Concat(settings.GaloreWithEmbedding ? matrices.Where(name => name.EndsWith("embed_tokens", StringComparison.Ordinal) || name.EndsWith("pos_embed", StringComparison.Ordinal)) : [])
            .Select(name => name + Weight)
            .ToHashSet(StringComparer.Ordinal);
        return found.Count > 0
            ? found
            : throw new DiagnosticException(settings.Error(Codes.WrongValue, $"galore_target_modules {string.Join(", ", settings.GaloreTargetModules.Select(Shown.Value))} {(settings.GaloreTargetModules.Count == 1 ? "is" : "are")} in the name of no layer that learns; there are layers such as {Shown.Text(matrices[0])}", "galore_target_modules"));
    }
}
