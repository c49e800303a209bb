using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Files;

/// <summary>Each record is about exactly one picture of the dataset.</summary>
internal sealed class RecordHasPicture : IDatasetRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset)
    {
        // A file that cannot be read may well name a picture.
        foreach (var record in dataset.Records.Where(record => record.File.IsReadable))
        {
            if (PictureSearch.For(record.Path, record.File.Root, dataset.Files).Problem is var (code, message))
                yield return record.Finding(code, message, "image");
        }
    }
}
