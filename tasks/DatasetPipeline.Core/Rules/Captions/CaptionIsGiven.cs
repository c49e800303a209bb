using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Captions;

/// <summary>A caption holds at least a word.</summary>
internal sealed class CaptionIsGiven : IRecordRule
{
    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings)
    {
        if (record.Caption is { } caption && !caption.Any(char.IsLetterOrDigit))
            yield return record.Finding(Codes.EmptyCaption, "the caption is empty; say in a sentence what is marked and why it matters", "caption");
    }
}
