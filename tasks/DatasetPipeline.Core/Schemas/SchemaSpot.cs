using DatasetPipeline.Yaml;

namespace DatasetPipeline.Schemas;

/// <summary>What a JSON value was in the YAML file.</summary>
/// <param name="Node">The value.</param>
/// <param name="Name">The key that it, or the list that it is in, stands under; empty at the root.</param>
internal sealed record SchemaSpot(YamlNode Node, string Name)
{
    private Dictionary<string, YamlNode>? _keys;

    /// <summary>Where a key of the map stands: a file may have a hundred thousand that are not known.</summary>
    public YamlNode KeyNamed(string key) =>
        (_keys ??= ((YamlMap)Node).Entries.ToDictionary(entry => entry.Key.Text, YamlNode (entry) => entry.Key, StringComparer.Ordinal))[key];
}
