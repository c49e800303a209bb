using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Language;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Captions;

/// <summary>
/// Of several marks none is passed over: a caption that speaks of one leaves the model to guess what the others are for. A
/// single mark needs no name, as the sentence is about what it marks.
/// </summary>
internal sealed class MarksAreMentioned : IRecordRule
{
    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings)
    {
        if (record.Caption is not { Length: > 0 } caption)
            yield break;
        for (var i = 0; i < record.Marks.Count; i++)
        {
            var mark = record.Marks[i];
            // The words of a note, or of a label, name its mark as well as its colour does.
            if (((mark as Records.Marks.TextMark)?.Text ?? mark.Label) is { } written && caption.Contains(written, StringComparison.OrdinalIgnoreCase))
                continue;
            if (!MarkColor.TryParse(mark.Color, out var color) || MarkWords.SpeaksOf(caption, MarkNames.KindOf(mark), Hues.NamesOf(color)))
                continue;
            yield return record.FindingAtMark(
                Codes.MarkNotMentioned,
                $"the caption does not speak of this mark; say what the {mark.Color} {NameOf(mark)} shows, or take the mark away",
                i);
        }
    }

    private static string NameOf(Records.Marks.Mark mark) => mark.GetType().Name.Replace("Mark", "", StringComparison.Ordinal).ToLowerInvariant();
}
