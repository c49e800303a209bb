using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Rules.Files;

/// <summary>No record repeats another: the same picture with the same marks and the same caption would only count twice.</summary>
internal sealed class RecordsDiffer : IDatasetRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset)
    {
        foreach (var same in dataset.Records.Where(record => record is { Caption: not null, Picture: not null, Diagnostics.Count: 0 }).GroupBy(record => (record.Picture, record.Caption)))
        {
            var seen = new List<Record>();
            foreach (var record in same)
            {
                if (seen.Find(earlier => IsDrawnAs(earlier, record)) is { } earlier)
                    yield return record.Finding(Codes.RepeatedRecord, $"images/{Shown.Line(earlier.Path)} says the same of the same picture with the same marks; take one of the two away", "caption");
                seen.Add(record);
            }
        }
    }

    // Marks hold lists, which compare by reference; their text is all of them.
    private static bool IsDrawnAs(Record a, Record b) => TextOf(a, "marks") == TextOf(b, "marks") && TextOf(a, "redact") == TextOf(b, "redact");

    private static string TextOf(Record record, string key) => record.File.Root[key] is { } node ? TextOf(node) : "";

    private static string TextOf(Yaml.YamlNode node) => node switch
    {
        Yaml.YamlMap map => $"{{{string.Join(',', map.Entries.OrderBy(entry => entry.Key.Text, StringComparer.Ordinal).Select(entry => $"{entry.Key.Text}:{TextOf(entry.Value)}"))}}}",
        Yaml.YamlList list => $"[{string.Join(',', list.Items.Select(TextOf))}]",
        Yaml.YamlScalar scalar => scalar.Text,
        _ => "",
    };
}
