using DatasetPipeline.Diagnostics;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Records;

/// <summary>Texts that are longer than anybody writes of one picture: they are reported, and no rule about language reads them.</summary>
internal static class LongTexts
{
    private const int Most = 10_000;

    /// <summary>Whether nothing more is said of a text.</summary>
    public static bool IsLong(string text) => text.Length > Most;

    /// <summary>Each of a file.</summary>
    public static IEnumerable<Diagnostic> Check(YamlFile file) => Find(file.Root).Select(text => new Diagnostic(
        Codes.TextTooLong,
        FormattableString.Invariant($"the text has {text.Text.Length} characters, more than the {Most} that a text may have here; does it hold what belongs into another file?"),
        file.Path,
        text.Line,
        text.Column));

    private static IEnumerable<YamlScalar> Find(YamlNode node) => node switch
    {
        YamlMap map => map.Entries.SelectMany(entry => Find(entry.Value)),
        YamlList list => list.Items.SelectMany(Find),
        YamlScalar scalar when IsLong(scalar.Text) => [scalar],
        _ => [],
    };
}
