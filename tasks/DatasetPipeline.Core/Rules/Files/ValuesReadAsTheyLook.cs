using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Text;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Rules.Files;

/// <summary>
/// A text is what somebody sees who opens the file: a # does not cut it off, and another reader of YAML, which may follow version
/// 1.1 as PyYAML does, does not take a name for a truth value, a number or a day.
/// </summary>
internal sealed partial class ValuesReadAsTheyLook : IRecordRule, IDatasetRule
{
    private static readonly string[] Names = ["id", "name", "source", "annotator", "caption"];

    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings) => Check(record.File);

    public IEnumerable<Diagnostic> Check(Dataset dataset) => Check(dataset.Settings.File);

    private static IEnumerable<Diagnostic> Check(YamlFile file)
    {
        foreach (var name in Names.Select(key => file.Root[key]).OfType<YamlScalar>().Where(value => value.IsPlain && value.AsText() is not null))
        {
            if (WhatElse(name.Text) is { } other)
                yield return new(Codes.ReadOtherwise, $"{Shown.Value(name.Text)} is a word here, and {other} to other readers of YAML; put it into quotes", file.Path, name.Line, name.Column);
        }

        foreach (var cut in Scalars(file.Root).Where(value => value is { CutAt: not null, Text.Length: > 0 }))
            yield return new(Codes.ReadOtherwise, "the text ends here, as # begins a comment; put the text into quotes, or a space behind the # of a comment", file.Path, cut.EndLine, cut.CutAt!.Value);
    }

    /// <summary>What another reader takes a word for that has no quotes; null where it is the word.</summary>
    public static string? WhatElse(string word) =>
        Truth().IsMatch(word) ? "true or false"
        : Day().IsMatch(word) ? "a day"
        : Number().IsMatch(word) ? "a number"
        : null;

    private static IEnumerable<YamlScalar> Scalars(YamlNode node) => node switch
    {
        YamlMap map => map.Entries.SelectMany(entry => Scalars(entry.Value)),
        YamlList list => list.Items.SelectMany(Scalars),
        YamlScalar scalar => [scalar],
        _ => [],
    };

    // https://yaml.org/type/: bool, timestamp, int and float of version 1.1.
    [GeneratedRegex(@"^(?:y|yes|n|no|on|off)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Truth();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Day();

    [GeneratedRegex(@"^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|[0-9][0-9_]*(?:\.[0-9_]*)?|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\.inf|\.nan)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Number();
}
