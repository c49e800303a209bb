using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Privacy;

/// <summary>No source picture says where it was taken, or by whom.</summary>
internal sealed class PicturesTellOfNobody : IDatasetRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset) => dataset.Records
        .Select(record => record.Picture)
        .OfType<string>()
        .Distinct(StringComparer.Ordinal)
        .AsParallel()
        .Select(picture => (Picture: picture, Tells: dataset.PersonalDataOf(picture)))
        .Where(found => found.Tells.Length > 0)
        .Select(found => new Diagnostic(
            Codes.PictureTellsOfPerson,
            $"the picture's file holds {found.Tells}; the build leaves it out of its outputs, but whoever has the file can read it: take it out with exiftool -all= -tagsFromFile @ -Orientation -ICC_Profile and the file's name",
            dataset.Files.FullPath(found.Picture)));
}
