using DatasetPipeline.Diagnostics;
using DatasetPipeline.Privacy;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Privacy;

/// <summary>No value of a record, caption or not, holds an address, a person's number or a key.</summary>
internal sealed class RecordHoldsNoPersonalData : IRecordRule
{
    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings) => PlacedText.All(record.File).SelectMany(text => PersonalData.Find(text.Text).Select(text.Finding));
}
