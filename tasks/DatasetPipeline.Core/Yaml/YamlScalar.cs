namespace DatasetPipeline.Yaml;

/// <summary>A single value: its text, and whether it was written without quotes and so may be a number, a truth value or null.</summary>
public sealed record YamlScalar(string Text, bool IsPlain, int Line, int Column) : YamlNode(Line, Column)
{
    /// <summary>The line that it ends in.</summary>
    public int EndLine { get; init; } = Line;

    /// <summary>Where in that line a # cuts off what looks like more of the text; null where none does.</summary>
    public int? CutAt { get; init; }
}
