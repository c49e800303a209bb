using System.Globalization;
using System.Text;
using DatasetPipeline.Rules.Files;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Captures;

/// <summary>The text of a record that is new.</summary>
internal static class NewRecord
{
    /// <summary>What stands above an empty caption.</summary>
    public const string CaptionHint = "# Say in a whole sentence what is marked and why it matters; until then the build fails here.";

    /// <summary>Writes what is known, in the order in which people read it.</summary>
    /// <param name="request">What is the same for each picture of one call.</param>
    /// <param name="annotated">The day of the capture.</param>
    /// <param name="schema">The schema's path from the record's folder; null where there is none to be found.</param>
    /// <param name="notes">Lines of comment for whoever writes the caption.</param>
    public static byte[] Text(AddRequest request, DateOnly annotated, string? schema, IEnumerable<string> notes)
    {
        var text = new StringBuilder();
        if (schema is not null)
            Line($"# yaml-language-server: $schema={schema}");
        if (request.Caption is null)
            Line(CaptionHint);
        Line($"caption: {(request.Caption is { } caption ? Value(caption) : "\"\"")}");
        if (request.Language is { } language)
            Line($"language: {language}");
        if (request.Source is { } source)
            Line($"source: {Value(source)}");
        if (request.Annotator is { } annotator)
            Line($"annotator: {Value(annotator)}");
        Line($"annotated: {annotated.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        if (request.Marks.Count > 0)
            Line("marks:");
        foreach (var line in request.Marks.SelectMany(mark => mark.Lines()).Concat(notes.Select(note => $"# {note}")))
            Line(line);
        return Encoding.UTF8.GetBytes(text.ToString());

        void Line(string line) => text.Append(line).Append('\n');
    }

    // Without quotes where it is then read as what it is.
    private static string Value(string value) =>
        IsReadAs(value, value) && ValuesReadAsTheyLook.WhatElse(value) is null ? value
        : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'" is var quoted && !value.Any(char.IsControl) && IsReadAs(quoted, value) ? quoted
        : Escaped(value);

    private static bool IsReadAs(string written, string value) =>
        YamlReader.Read("", Encoding.UTF8.GetBytes($"a: {written}\nb: c\n")) is { Diagnostics.Count: 0 } file && file.Root.Entries.Count == 2 && file.Root["a"].AsText() == value;

    private static string Escaped(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF')
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                text.Append(c is '"' or '\\' ? $"\\{c}" : c.ToString());
        }

        return text.Append('"').ToString();
    }
}
