using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Checkpoints;
using TorchSharp;

namespace DatasetPipeline.Models.Inspection;

/// <summary>What a model's folder holds, read from its small files and the headers of its weights.</summary>
/// <param name="Folder">The folder, absolute.</param>
/// <param name="Parts">The tensors by the beginning of their names, in ordinal order.</param>
/// <param name="Types">The bytes of each type of number in the files, the most first.</param>
/// <param name="Model">The model, its weights not yet read; null where it is refused.</param>
/// <param name="Refused">Why it cannot be used; empty where it can.</param>
public sealed record ModelReport(
    string Folder,
    IReadOnlyList<ModelPart> Parts,
    IReadOnlyList<KeyValuePair<torch.ScalarType, long>> Types,
    VisionLanguageModel? Model,
    IReadOnlyList<Diagnostic> Refused)
{
    /// <summary>Looks at a folder; whatever is wrong with it is in <see cref="Refused"/>.</summary>
    public static ModelReport Of(string folder)
    {
        folder = Path.GetFullPath(folder);
        IReadOnlyList<SafetensorsEntry> entries = [];
        IReadOnlyList<KeyValuePair<torch.ScalarType, long>> types = [];
        try
        {
            using var checkpoint = Checkpoint.Open(folder);
            entries = checkpoint.Entries;
            types = [.. entries.GroupBy(e => e.Type).Select(g => KeyValuePair.Create(g.Key, g.Sum(e => e.Length))).OrderByDescending(t => t.Value).ThenBy(t => t.Key)];
            // In the files' own type nothing is converted, so nothing is read.
            var dtype = types.Select(t => t.Key).FirstOrDefault(t => t is torch.ScalarType.BFloat16 or torch.ScalarType.Float16 or torch.ScalarType.Float32, torch.ScalarType.Float32);
            var model = ModelFolder.Open(folder, dtype, checkpoint);
            checkpoint.Finish();
            return new ModelReport(folder, PartsOf(entries), types, model, []);
        }
        catch (DiagnosticException e)
        {
            return new ModelReport(folder, PartsOf(entries), types, null, e.Diagnostics);
        }
    }

    private static IReadOnlyList<ModelPart> PartsOf(IReadOnlyList<SafetensorsEntry> entries) =>
    [
        .. entries.GroupBy(e => PartOf(e.Name), StringComparer.Ordinal)
            .Select(g => new ModelPart(g.Key, g.Sum(e => e.Shape.Aggregate(1L, (product, d) => product * d)), g.Sum(e => e.Length)))
            .OrderBy(p => p.Name, StringComparer.Ordinal),
    ];

    // Up to three steps of the name, those before a number and before the tensor's own.
    private static string PartOf(string name)
    {
        var steps = name.Split('.')[..^1].TakeWhile(step => !step.All(char.IsAsciiDigit)).Take(3).ToArray();
        return steps.Length == 0 ? name : string.Join('.', steps);
    }
}
