namespace DatasetPipeline.Yaml;

/// <summary>A list of values.</summary>
public sealed record YamlList(IReadOnlyList<YamlNode> Items, int Line, int Column) : YamlNode(Line, Column);
