using System.Text.Json;
using DatasetPipeline.Schemas;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Training;

/// <summary>A key of train.yaml that is there for ms-swift, and what the trainer of this repository does with it.</summary>
/// <param name="Entry">The key and its value, which is another than the one that holds without it.</param>
/// <param name="IsRefused">Whether it would change what is learned; else it is passed over.</param>
/// <param name="Why">Why, as a main clause.</param>
/// <param name="IsForSwift">Whether ms-swift makes use of it; else another key has it that it does not count.</param>
public sealed record SettingUse(YamlEntry Entry, bool IsRefused, string Why, bool IsForSwift)
{
    // The schema says it beside each key, so that an editor's reader sees it too.
    private const string Keyword = "dotnetTrain";

    /// <summary>Those of a file, in its order.</summary>
    public static IReadOnlyList<SettingUse> Of(YamlFile file)
    {
        using var schema = JsonDocument.Parse(SchemaFile.Bytes("train"));
        var keys = schema.RootElement.GetProperty("properties");
        var uses = new List<SettingUse>();
        foreach (var entry in file.Root.Entries)
        {
            if (!keys.TryGetProperty(entry.Key.Text, out var key) || !key.TryGetProperty(Keyword, out var rules))
                continue;
            foreach (var use in rules.ValueKind == JsonValueKind.Array ? [.. rules.EnumerateArray()] : (JsonElement[])[rules])
            {
                var conditional = use.TryGetProperty("when", out var when);
                if (conditional && !when.EnumerateObject().All(condition => Holds(file, keys, condition)))
                    continue;
                var refused = use.TryGetProperty("refuses", out var why);
                if (!refused)
                    why = use.GetProperty("ignores");
                IEnumerable<JsonElement> same = [.. use.TryGetProperty("same", out var others) ? others.EnumerateArray() : [], .. key.TryGetProperty("default", out var standard) ? [standard] : (JsonElement[])[]];
                if (!same.Any(value => Says(entry.Value, value)))
                    uses.Add(new(entry, refused, why.GetString()!, refused || !conditional));
            }
        }

        return uses;
    }

    // Of a key that is not given its default counts.
    private static bool Holds(YamlFile file, JsonElement keys, JsonProperty condition) => file.Root[condition.Name] is { } given
        ? Says(given, condition.Value)
        : keys.GetProperty(condition.Name).GetProperty("default").GetRawText() == condition.Value.GetRawText();

    private static bool Says(YamlNode node, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => node.AsBoolean() == value.GetBoolean(),
        JsonValueKind.Number => node.AsNumber() == value.GetDouble(),
        _ => node.AsText() == value.GetString(),
    };
}
