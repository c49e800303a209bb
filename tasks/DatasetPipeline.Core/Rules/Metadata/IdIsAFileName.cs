using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Rules.Metadata;

/// <summary>An id can be a file's name on every system: snapshots and exports are named by it.</summary>
internal sealed class IdIsAFileName : IRecordRule
{
    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings)
    {
        // A schema that refuses it has said so.
        if (FileNames.WhyNot(record.Id) is { } why && !record.Diagnostics.Any(finding => (finding.Line, finding.Column) == record.File.Root.PlaceOf("id")))
            yield return record.Finding(Codes.UnsafeId, $"the id {Shown.Value(record.Id)} is no file's name on every system: {why}; give another one with \"id: …\"", "id");
    }
}
