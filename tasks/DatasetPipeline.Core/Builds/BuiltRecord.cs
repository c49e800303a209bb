namespace DatasetPipeline.Builds;

/// <summary>A record as other builds see it, with the dataset's defaults where it says nothing.</summary>
/// <param name="File">Its YAML file; all paths are absolute.</param>
/// <param name="Id">Unique in the dataset.</param>
/// <param name="Picture">The original.</param>
/// <param name="OutputPicture">What the build made of it.</param>
/// <param name="Language">en or zh.</param>
/// <param name="Split">train or test.</param>
public sealed record BuiltRecord(string File, string Id, string Picture, string OutputPicture, string Language, string Split)
{
    /// <summary>What is said; null in a dialogue.</summary>
    public string? Caption { get; init; }

    /// <summary>Where the picture comes from.</summary>
    public string? Source { get; init; }

    /// <summary>Who wrote it.</summary>
    public string? Annotator { get; init; }

    /// <summary>When, as year-month-day.</summary>
    public string? Annotated { get; init; }

    /// <summary>The picture's licence.</summary>
    public string? License { get; init; }

    /// <summary>What it needs; null without train.yaml.</summary>
    public int? Tokens { get; init; }
}
