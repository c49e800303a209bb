using DatasetPipeline.Diagnostics;
using DatasetPipeline.Duplicates;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Rules.Captions;

/// <summary>
/// Different pictures have different captions: one that fits several says too little about each, and one that stands on both
/// sides of the split is learned and then asked.
/// </summary>
internal sealed class CaptionsDiffer : IDatasetRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset)
    {
        foreach (var same in dataset.Records.Where(record => record is { Caption.Length: > 0, Picture: not null }).GroupBy(record => record.Caption!, StringComparer.Ordinal).Where(same => same.Skip(1).Any()))
        {
            var first = same.First();
            foreach (var record in same.Skip(1).Where(record => record.Picture != first.Picture))
            {
                yield return IsTrain(record) == IsTrain(first)
                    ? record.Finding(Codes.RepeatedCaption, $"images/{Shown.Line(first.Path)} says the same of another picture; say what is to be seen in this one", "caption")
                    : record.Finding(
                        Codes.CaptionOnBothSides,
                        $"images/{Shown.Line(first.Path)} has the same caption and is in {SideOf(first)}, while this record is in {SideOf(record)}: what is learned would be asked; write another caption, or give both one source",
                        "caption");
            }
        }

        bool IsTrain(Record record) => Splits.IsTrain(dataset.GroupKeys[record], dataset.Settings.TrainShare);
        string SideOf(Record record) => IsTrain(record) ? "train" : "test";
    }
}
