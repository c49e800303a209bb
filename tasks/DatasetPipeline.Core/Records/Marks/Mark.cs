namespace DatasetPipeline.Records.Marks;

/// <summary>Something drawn on a picture by the build. It stays a line of YAML, so it can be changed.</summary>
public abstract record Mark
{
    /// <summary>A CSS colour name or <c>#rrggbb</c>.</summary>
    public string Color { get; init; } = "red";

    /// <summary>The stroke's width in pixels of the original; null is a width that scales with the picture.</summary>
    public double? StrokeWidth { get; init; }

    /// <summary>From 0, not to be seen, to 1, nothing shines through. A label stays at 1, so that it can be read.</summary>
    public double Opacity { get; init; } = 1;

    /// <summary>A text beside the mark; null where there is none.</summary>
    public string? Label { get; init; }

    /// <summary>The height of letters in pixels of the original; null is a height that scales with the picture.</summary>
    public double? TextSize { get; init; }

    /// <summary>The same mark elsewhere.</summary>
    public abstract Mark Moved(double x, double y);
}
