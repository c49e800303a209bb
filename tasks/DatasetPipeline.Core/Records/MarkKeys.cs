using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Records;

/// <summary>
/// Which keys stand beside which mark. A schema that says it for each kind gives findings about all kinds for one slip, so it is
/// said here.
/// </summary>
internal static class MarkKeys
{
    private static readonly Dictionary<string, string[]> OfKind = new(StringComparer.Ordinal)
    {
        ["box"] = ["color", "width", "opacity", "label", "size"],
        ["ellipse"] = ["color", "width", "opacity", "label", "size"],
        ["arrow"] = ["color", "width", "opacity", "label", "size"],
        ["line"] = ["color", "width", "opacity", "label", "size"],
        ["highlight"] = ["color", "opacity", "label", "size"],
        ["text"] = ["at", "wrap", "size", "color", "opacity"],
        ["step"] = ["at", "size", "color", "opacity", "label"],
    };

    private static readonly HashSet<string> All = OfKind.Values.SelectMany(keys => keys).ToHashSet(StringComparer.Ordinal);

    /// <summary>Keys that say nothing about the mark that they stand at.</summary>
    public static IEnumerable<Diagnostic> Check(YamlFile file)
    {
        foreach (var mark in file.Root["marks"].AsItems().OfType<YamlMap>())
        {
            // Of none or of two the schema has said so.
            if (mark.Entries.Where(entry => OfKind.ContainsKey(entry.Key.Text)).ToList() is not [{ Key.Text: var kind }])
                continue;
            var isLabelled = mark["label"] is not null || kind is "text" or "step";
            foreach (var (key, _) in mark.Entries.Where(entry => All.Contains(entry.Key.Text)))
            {
                if (!OfKind[kind].Contains(key.Text, StringComparer.Ordinal))
                    yield return new(Codes.UnknownKey, $"the key {Shown.Value(key.Text)} says nothing about {Article(kind)} {kind}; take it away, or use what {Article(kind)} {kind} has: {string.Join(", ", OfKind[kind])}", file.Path, key.Line, key.Column);
                else if (key.Text == "size" && !isLabelled)
                    yield return new(Codes.UnknownKey, "the key \"size\" is the height of letters, and this mark has none; give it a label, or take the size away", file.Path, key.Line, key.Column);
            }
        }
    }

    private static string Article(string kind) => kind is "ellipse" or "arrow" ? "an" : "a";
}
