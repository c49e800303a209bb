using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Cli;

/// <summary>What a script reads of work that goes on: an event a line, each a JSON object.</summary>
public static partial class EventLine
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An event's line.</summary>
    /// <param name="name">event</param>
    /// <param name="values">What else is known of it.</param>
    public static string Of(string name, params IEnumerable<(string Key, JsonNode? Value)> values)
    {
        var line = new JsonObject { ["event"] = name };
        foreach (var (key, value) in values)
            line[key] = value;
        return line.ToJsonString(Readable);
    }

    /// <summary>A finding's.</summary>
    public static string Of(Diagnostic found) => Of(
        found.Severity == Severity.Error ? "error" : "warning",
        ("code", found.Code),
        ("message", found.Message),
        ("file", found.File),
        ("line", found.Line),
        ("column", found.Column));

    /// <summary>A line of a build: an error or a warning with what is known of it; any other text is a note.</summary>
    public static string OfBuild(string text)
    {
        if (BuildLine().Match(text) is not { Success: true } match)
            return Of("note", ("text", text));
        var values = new List<(string, JsonNode?)> { ("code", match.Groups["code"].Value), ("message", match.Groups["message"].Value) };
        if (Path.IsPathRooted(match.Groups["file"].Value))
            values.Add(("file", match.Groups["file"].Value));
        values.AddRange(((string[])["line", "column"]).Where(name => match.Groups[name].Success).Select(name => (name, (JsonNode?)int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture))));
        return Of(match.Groups["severity"].Value, values);
    }

    [GeneratedRegex(@"^\s*(?<file>\S.*?)(?:\((?<line>\d{1,9})(?:,(?<column>\d{1,9}))?(?:,\d+)*\))? ?: (?<severity>error|warning) (?<code>[A-Za-z]+\d+): (?<message>.*?)(?: \[[^\]]*\])?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex BuildLine();
}
