using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Text;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Rules.Files;

/// <summary>No two records have one id, nor two that differ in case or in how an accent is put together: on some systems they would be one file.</summary>
internal sealed class IdsAreUnique : IDatasetRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset)
    {
        var first = new Dictionary<string, Record>(StringComparer.OrdinalIgnoreCase);
        foreach (var record in dataset.Records)
        {
            var id = System.Text.Ascii.IsValid(record.Id) ? record.Id : Nfc.Normalize(record.Id);
            if (first.TryAdd(id, record))
                continue;
            var earlier = first[id];
            yield return record.Finding(
                Codes.RepeatedId,
                FormattableString.Invariant($"the id {Shown.Value(record.Id)} {(earlier.Id == record.Id ? "is" : "but for its case or its accents is")} taken by images/{Shown.Line(earlier.Path)}({earlier.File.Root.PlaceOf("id").Line}); give this record another one with \"id: …\""),
                "id");
        }
    }
}
