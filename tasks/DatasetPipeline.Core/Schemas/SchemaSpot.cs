using DatasetPipeline.Yaml;

namespace DatasetPipeline.Schemas;

/// <summary>What a JSON value was in the YAML file.</summary>
/// <param name="Node">The value.</param>
/// <param name="Name">The key that it, or the list that it is in, stands under; empty at the root.</param>
internal sealed record SchemaSpot(YamlNode Node, string Name);
