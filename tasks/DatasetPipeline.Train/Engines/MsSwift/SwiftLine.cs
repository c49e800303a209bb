using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary>A line of ms-swift's logging.jsonl.</summary>
/// <param name="Json">As it stands there, NaN and Infinity as texts.</param>
internal sealed partial record SwiftLine(JsonElement Json)
{
    /// <summary>The step that it was written after, the first being 1, and how many there are; null where the line is about the whole run.</summary>
    public (int Step, int Steps)? Place => Text("global_step/max_steps")?.Split('/') is [var step, var steps]
        && int.TryParse(step, CultureInfo.InvariantCulture, out var at) && int.TryParse(steps, CultureInfo.InvariantCulture, out var all)
            ? (at, all)
            : null;

    /// <summary>Whether it is about steps of the training, and not about an evaluation or the end.</summary>
    public bool IsStep => Place is not null && Number("loss") is not null;

    /// <summary>A number; null where there is none.</summary>
    public double? Number(string key) => Json.TryGetProperty(key, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String when value.GetString() is "NaN" => double.NaN,
            JsonValueKind.String when value.GetString() is "Infinity" => double.PositiveInfinity,
            JsonValueKind.String when value.GetString() is "-Infinity" => double.NegativeInfinity,
            _ => null,
        }
        : null;

    /// <summary>A text; null where there is none.</summary>
    public string? Text(string key) => Json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Reads a line; null where it is none of ms-swift's.</summary>
    public static SwiftLine? Parse(string line)
    {
        try
        {
            // Python writes numbers that are none bare, as JSON knows none of them.
            using var json = JsonDocument.Parse(NoNumber().Replace(line, "${before}\"${value}\""));
            return json.RootElement.ValueKind == JsonValueKind.Object ? new(json.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"(?<before>: |\[|, )(?<value>NaN|-?Infinity)(?=[,}\]])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex NoNumber();
}
