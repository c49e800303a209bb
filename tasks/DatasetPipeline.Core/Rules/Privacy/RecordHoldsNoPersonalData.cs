using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Privacy;

/// <summary>No value of a record, caption or not, holds an address, a person's number or a key.</summary>
internal sealed class RecordHoldsNoPersonalData : IRecordRule
{
    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings) => PlacedText.FindPersonalData(record.File);
}
