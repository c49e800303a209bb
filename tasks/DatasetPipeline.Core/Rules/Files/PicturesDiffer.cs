using DatasetPipeline.Diagnostics;
using DatasetPipeline.Duplicates;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Rules.Files;

/// <summary>No two pictures show the same, unless their records say so by one source; and never one in train and one in test.</summary>
internal sealed class PicturesDiffer : IDatasetRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset) => AlikeRecords.Of(dataset).Select((alike, row) =>
    {
        var (earlier, picture) = ($"images/{Shown.Line(alike.Earlier.Path)}", Shown.Line(alike.Earlier.Picture!));
        var what = alike.Likeness is null ? $"the picture has the same pixels as images/{picture} of {earlier}" : $"the picture is nearly images/{picture} of {earlier}: {alike.Likeness}";
        var others = alike.Others > 0 ? $" (and like {Counted.Of(alike.Others, "other")})" : "";
        var see = dataset.ContactSheet is { } sheet ? $"; see row {(row % ContactSheet.RowsOfAPage) + 1} of {ContactSheet.PageOf(sheet, row)}" : "";
        var (code, mend) = alike switch
        {
            { OnTwoSides: true } => (Codes.PictureOnBothSides, "one of the two is trained on and the other tests what was learned: give both records one \"source: …\", or take one away"),
            { Likeness: null } => (Codes.SamePicture, "give both records one \"source: …\", or let this one name that picture with \"image: …\""),
            _ => (Codes.NearPicture, "give both records one \"source: …\" if they are of one screen, or take one away"),
        };
        return alike.Later.Finding(code, $"{what}{others}; {mend}{see}", "image");
    });
}
