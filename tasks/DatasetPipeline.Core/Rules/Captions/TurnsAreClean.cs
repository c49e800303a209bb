using DatasetPipeline.Diagnostics;
using DatasetPipeline.Language;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Captions;

/// <summary>The turns of a dialogue hold what people write; they may be short, as answers are.</summary>
internal sealed class TurnsAreClean : IRecordRule
{
    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings) => record.Caption is null
        ? PlacedText.Of(record).SelectMany(turn => CaptionChecks.CheckTurn(turn.Text).Select(turn.Finding))
        : [];
}
