using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Language;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Rules.Captions;

/// <summary>
/// A mark that a caption speaks of is there: among the record's marks, or drawn into the picture, which then shows its colour.
/// </summary>
internal sealed class MentionedMarksAreThere : IDatasetRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset) => dataset.Records
        .Where(record => record is { Caption: not null, Picture: not null, Diagnostics.Count: 0 })
        .AsParallel()
        .SelectMany(record => RuleRun.Of(nameof(MentionedMarksAreThere), () => Check(dataset, record), record.File.Path));

    private static IEnumerable<Diagnostic> Check(Dataset dataset, Record record) => Missing(dataset, record)
        .Select(mention => record.Finding(
            Codes.MarkNotThere,
            $"the caption speaks of {Shown.Value(mention.Text)}, and {(record.Marks.Count == 0 ? "the record has no mark" : "none of the record's marks is that")} and the picture shows none{(mention.Hue is null ? "" : " in that colour")}; draw it with \"marks:\", or say what is there",
            "caption"));

    private static IEnumerable<MarkMention> Missing(Dataset dataset, Record record)
    {
        foreach (var mention in MarkWords.Find(record.Caption!).DistinctBy(mention => (mention.Kinds, mention.Hue)))
        {
            // Every picture shows black, white and grey.
            if (mention.Hue is Hue.Black or Hue.White or Hue.Gray || record.Marks.Any(mark => Is(mark, mention)))
                continue;
            var shown = ColorsOf(dataset, record.Picture!);
            if (shown is not null && (mention.Hue is { } hue ? !shown.Contains(hue) : shown.Count == 0))
                yield return mention;
        }
    }

    private static bool Is(Records.Marks.Mark mark, MarkMention mention) =>
        (MarkNames.KindOf(mark) & mention.Kinds) != MarkKinds.None
        && (mention.Hue is not { } hue || !MarkColor.TryParse(mark.Color, out var color) || Hues.NamesOf(color).Contains(hue));

    // What is wrong with a picture is told where it is made.
    private static IReadOnlySet<Hue>? ColorsOf(Dataset dataset, string picture)
    {
        try
        {
            return dataset.ColorsOf(picture);
        }
        catch (PictureException)
        {
            return null;
        }
    }
}
