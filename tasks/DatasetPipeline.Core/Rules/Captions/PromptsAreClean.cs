using DatasetPipeline.Diagnostics;
using DatasetPipeline.Language;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Captions;

/// <summary>The prompts of dataset.yaml hold what people write.</summary>
internal sealed class PromptsAreClean : IDatasetRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset) =>
        PlacedText.Of(dataset.Settings).SelectMany(prompt => CaptionChecks.CheckTurn(prompt.Text).Select(prompt.Finding));
}
