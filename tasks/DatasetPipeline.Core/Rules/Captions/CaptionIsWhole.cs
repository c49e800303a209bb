using DatasetPipeline.Diagnostics;
using DatasetPipeline.Language;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Captions;

/// <summary>A caption is made of whole sentences that somebody wrote.</summary>
internal sealed class CaptionIsWhole : IRecordRule
{
    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings) => record.Caption is { } caption
        ? CaptionChecks.Check(caption, record.Language).Select(finding => PlacedText.Of(record).First().Finding(finding))
        : [];
}
