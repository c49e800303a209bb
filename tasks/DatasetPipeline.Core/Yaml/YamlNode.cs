namespace DatasetPipeline.Yaml;

/// <summary>A value of a YAML file that remembers where it stands.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in UTF-16 units.</param>
public abstract record YamlNode(int Line, int Column);
