using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Generation;
using DatasetPipeline.Tokens;
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
    /// <summary>What is no error, but may make another model than was meant.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; private init; } = [];

    /// <summary>Looks at a folder; whatever is wrong with it is in <see cref="Refused"/>, one file's faults beside another's.</summary>
    public static ModelReport Of(string folder)
    {
        folder = Path.GetFullPath(folder);
        var refused = new List<Diagnostic>();
        IReadOnlyList<SafetensorsEntry> entries = [];
        IReadOnlyList<KeyValuePair<torch.ScalarType, long>> types = [];
        IReadOnlyList<Diagnostic> warnings = [];
        VisionLanguageModel? model = null;
        Try(() => ModelFolder.Require(folder));
        // Of what is not there, and of weights that are quantised, nothing more can be said.
        if (refused.Count == 0)
        {
            Try(() => warnings = ModelProcessor.Open(folder).Warnings);
            Try(() => GenerationSettings.Read(folder));
            Try(() =>
            {
                using var checkpoint = Checkpoint.Open(folder);
                entries = checkpoint.Entries;
                types = [.. entries.GroupBy(e => e.Type).Select(g => KeyValuePair.Create(g.Key, g.Sum(e => e.Length))).OrderByDescending(t => t.Value).ThenBy(t => t.Key)];
                // In the files' own type nothing is converted, so nothing is read.
                var dtype = types.Select(t => t.Key).FirstOrDefault(t => t is torch.ScalarType.BFloat16 or torch.ScalarType.Float16 or torch.ScalarType.Float32, torch.ScalarType.Float32);
                var opened = ModelFolder.Open(folder, dtype, checkpoint);
                checkpoint.Finish();
                model = opened;
            });
        }

        // Some files are read twice, by those who count tokens and by those who compute: what both refuse is told once.
        var once = refused.DistinctBy(r => (r.File, r.Line, r.Column, (r.Line, r.Column) == (1, 1) && r.Code != Codes.UnknownArchitecture ? r.Message : ""));
        return new ModelReport(folder, PartsOf(entries), types, refused.Count == 0 ? model : null, [.. once]) { Warnings = warnings };

        void Try(Action look)
        {
            try
            {
                look();
            }
            catch (DiagnosticException e)
            {
                refused.AddRange(e.Diagnostics);
            }
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
