namespace DatasetPipeline.Captures;

/// <summary>Pictures that are to become records, and what is known of them.</summary>
/// <param name="Files">The pictures' files.</param>
public sealed record AddRequest(IReadOnlyList<string> Files)
{
    /// <summary>What is said about the pictures; null where somebody writes it later.</summary>
    public string? Caption { get; init; }

    /// <summary>The capture that they come from.</summary>
    public string? Source { get; init; }

    /// <summary>Who writes the records.</summary>
    public string? Annotator { get; init; }

    /// <summary>The caption's language, where that is not to be told from it.</summary>
    public string? Language { get; init; }

    /// <summary>What is drawn on each.</summary>
    public IReadOnlyList<MarkArgument> Marks { get; init; } = [];

    /// <summary>The name of one, or what the names of several begin with; a path under images/ without extension.</summary>
    public string? Name { get; init; }

    /// <summary>Name each as its file is named.</summary>
    public bool KeepNames { get; init; }

    /// <summary>Whether more pictures are to come under this name.</summary>
    public bool IsOneOfMany { get; init; }

    /// <summary>Only say what would be done.</summary>
    public bool IsDryRun { get; init; }
}
