using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Privacy;

/// <summary>A mosaic or a blur over text can be undone by trying texts; over a face or a map it is what it looks like.</summary>
internal sealed class RedactionsAreStrong : IRecordRule
{
    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings) => record.Redactions
        .Index()
        .Where(redaction => redaction.Item.Method != RedactionMethod.Fill)
        .Select(redaction => record.FindingAtRedaction(
            Codes.WeakRedaction,
            $"{(redaction.Item.Method == RedactionMethod.Blur ? "a blur" : "a mosaic")} is weak over text: who knows the font can try texts until one fits; use \"method: fill\", or allow {Codes.WeakRedaction} and say that no text lies under it",
            redaction.Index));
}
