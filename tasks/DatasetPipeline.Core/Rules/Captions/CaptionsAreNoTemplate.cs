using System.Globalization;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Language;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Rules.Captions;

/// <summary>
/// Captions are not one sentence with a word exchanged: a model that learns them learns the sentence and not to look. Told once
/// for each such sentence, with the dataset's share of captions that have one of their own.
/// </summary>
internal sealed class CaptionsAreNoTemplate : IDatasetRule
{
    private const int FewestOfOneFrame = 3;

    public IEnumerable<Diagnostic> Check(Dataset dataset)
    {
        var said = dataset.Records.Where(record => record.Caption is { Length: > 0 }).DistinctBy(record => record.Caption, StringComparer.Ordinal).ToList();
        var templates = SentenceFrames.Shared(said.Select(record => record.Caption!).ToList(), FewestOfOneFrame);
        if (templates.Count == 0)
            yield break;
        var share = 100.0 * (said.Count - templates.Sum(template => template.Count) + templates.Count) / said.Count;
        foreach (var template in templates)
        {
            var (first, second) = (said[template[0]], said[template[1]]);
            yield return second.Finding(
                Codes.TemplateCaption,
                string.Create(CultureInfo.InvariantCulture, $"{template.Count} captions, the first in images/{Shown.Line(first.Path)}, are this sentence with a word exchanged, and {share:0} % of the dataset's captions have a sentence of their own; say of each picture what only it shows"),
                "caption");
        }
    }
}
