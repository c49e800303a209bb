namespace DatasetPipeline.Yaml;

/// <summary>Keys and values in the file's order; of a repeated key the first stays.</summary>
public sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, int Line, int Column) : YamlNode(Line, Column)
{
    /// <summary>A file without content.</summary>
    public static YamlMap Empty { get; } = new([], 1, 1);

    /// <summary>The value of a key, or null.</summary>
    public YamlNode? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Text == key)?.Value;

    /// <summary>Where a key's value starts; (1,1), where missing keys are reported, if there is none.</summary>
    public (int Line, int Column) PlaceOf(string key) => this[key] is { } value ? (value.Line, value.Column) : (1, 1);
}
