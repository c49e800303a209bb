namespace DatasetPipeline.Records.Marks;

/// <summary>Something drawn on a picture by the build. It stays a line of YAML, so it can be changed.</summary>
public abstract record Mark
{
    /// <summary>A CSS colour name or <c>#rrggbb</c>.</summary>
    public string Color { get; init; } = "red";

    /// <summary>The stroke's width in pixels of the original; null is a width that scales with the picture.</summary>
    public double? StrokeWidth { get; init; }
}
