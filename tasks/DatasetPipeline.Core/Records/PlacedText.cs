using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Language;
using DatasetPipeline.Privacy;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Records;

/// <summary>A text that goes into conversations, and where it stands.</summary>
internal sealed record PlacedText(string Text, string File, YamlNode At)
{
    /// <summary>What a record says.</summary>
    public static IEnumerable<PlacedText> Of(Record record)
    {
        var root = record.File.Root;
        if (record.Caption is { } caption)
            yield return new(caption, record.File.Path, root["caption"]!);
        foreach (var turn in root["messages"].AsItems().OfType<YamlMap>())
        {
            if (turn["content"].AsText() is { } content && !LongTexts.IsLong(content))
                yield return new(content, record.File.Path, turn["content"]!);
        }
    }

    /// <summary>Every key and every value of a file that is text.</summary>
    private static IEnumerable<PlacedText> All(YamlFile file) => Scalars(file.Root).Select(scalar => new PlacedText(scalar.Text, file.Path, scalar));

    /// <summary>What belongs to a person, or opens a door, in any value of a file.</summary>
    public static IEnumerable<Diagnostic> FindPersonalData(YamlFile file) => All(file).SelectMany(text => PersonalData.Find(text.Text).Select(text.Finding));

    /// <summary>What these findings are about, whole.</summary>
    public static IEnumerable<Secret> FindSecrets(YamlFile file) => All(file).SelectMany(text => SecretsOf(text.Text));

    // Nothing is shown of a text that cannot be searched.
    private static IEnumerable<Secret> SecretsOf(string text)
    {
        try
        {
            return PersonalData.FindSecrets(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return [new(text, 0)];
        }
    }

    private static IEnumerable<YamlScalar> Scalars(YamlNode node) => node switch
    {
        YamlMap map => map.Entries.SelectMany(entry => Scalars(entry.Key).Concat(Scalars(entry.Value))),
        YamlList list => list.Items.SelectMany(Scalars),
        YamlScalar scalar when scalar.AsNumber() is null || scalar.Text.Length > 10 => [scalar],
        _ => [],
    };

    /// <summary>The prompts that dataset.yaml gives.</summary>
    public static IEnumerable<PlacedText> Of(DatasetSettings settings) => settings.File.Root["prompt"] is { } prompt
        ? prompt.AsEntries().Select(entry => entry.Value).Prepend(prompt)
            .Where(node => node.AsText() is { } text && !LongTexts.IsLong(text))
            .Select(node => new PlacedText(node.AsText()!, settings.File.Path, node))
        : [];

    /// <summary>A finding in the text: at its character where the text stands in one line as it is, else where it begins.</summary>
    public Diagnostic Finding(TextFinding finding) => Finding(finding.Code, finding.Message, finding.Start);

    private Diagnostic Finding(PersonalFinding finding) => Finding(finding.Code, finding.Message, finding.Start);

    private Diagnostic Finding(string code, string message, int start)
    {
        var inLine = At is YamlScalar { IsPlain: true } scalar && !scalar.Text.Contains('\n', StringComparison.Ordinal) && IsAsWritten(scalar);
        return new(code, message, File, At.Line, inLine ? At.Column + start : At.Column);
    }

    // A plain text over several lines is folded into one.
    private static bool IsAsWritten(YamlScalar scalar) => scalar.EndLine == scalar.Line;

    /// <summary>A finding at the text.</summary>
    public Diagnostic Finding(string code, string message) => new(code, message, File, At.Line, At.Column);
}
