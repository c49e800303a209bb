using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Rules.Files;

/// <summary>No two records have one id, nor two that differ in case only: on some systems they would be one file.</summary>
internal sealed class IdsAreUnique : IDatasetRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset)
    {
        var first = new Dictionary<string, Record>(StringComparer.OrdinalIgnoreCase);
        foreach (var record in dataset.Records)
        {
            if (first.TryAdd(record.Id, record))
                continue;
            var earlier = first[record.Id];
            yield return record.Finding(
                Codes.RepeatedId,
                FormattableString.Invariant($"the id {Shown.Value(record.Id)} {(earlier.Id == record.Id ? "is" : "but for its case is")} taken by images/{Shown.Line(earlier.Path)}({earlier.File.Root.PlaceOf("id").Line}); give this record another one with \"id: …\""),
                "id");
        }
    }
}
