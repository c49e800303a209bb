using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules;

/// <summary>A caption holds at least a word.</summary>
internal sealed class CaptionIsGiven : IRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset) => dataset.Records
        .Where(record => record.Caption is { } caption && !caption.Any(char.IsLetterOrDigit))
        .Select(record => record.Error(Codes.EmptyCaption, "the caption is empty; say in a sentence what is marked and why it matters", "caption"));
}
