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
        .Select(picture => (Path: dataset.Files.FullPath(picture), Picture: picture))
        .SelectMany(picture => RuleRun.Of(nameof(PicturesTellOfNobody), () => Check(picture.Path, dataset.PersonalDataOf(picture.Picture)), picture.Path));

    private static IEnumerable<Diagnostic> Check(string path, string tells) => tells.Length == 0 ? [] :
    [
        new(
            Codes.PictureTellsOfPerson,
            $"the picture's file holds {tells}; the build leaves it out of its outputs, but whoever has the file can read it: take it out with exiftool -all= -tagsFromFile @ -Orientation -ICC_Profile and the file's name",
            path),
    ];
}
