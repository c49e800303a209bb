using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Rules.Captions;

/// <summary>Different pictures have different captions: one that fits several says too little about each.</summary>
internal sealed class CaptionsDiffer : IDatasetRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset)
    {
        var first = new Dictionary<string, Record>(StringComparer.Ordinal);
        foreach (var record in dataset.Records)
        {
            if (record is not { Caption: { Length: > 0 } caption, Picture: { } picture } || first.TryAdd(caption, record))
                continue;
            var earlier = first[caption];
            if (earlier.Picture != picture)
                yield return record.Finding(Codes.RepeatedCaption, $"images/{Shown.Line(earlier.Path)} says the same of another picture; say what is to be seen in this one", "caption");
        }
    }
}
