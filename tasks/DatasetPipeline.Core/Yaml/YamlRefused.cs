namespace DatasetPipeline.Yaml;

/// <summary>A value that was refused as YAML, an alias or a text with a tag: what it should be is not known, so nothing more is said about it.</summary>
public sealed record YamlRefused(int Line, int Column) : YamlNode(Line, Column);
