using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Builds;

/// <summary>What a build found and made.</summary>
/// <param name="Diagnostics">All findings, sorted by file, line and column.</param>
/// <param name="Summary">What is in the outputs; null where an error kept them as they were.</param>
public sealed record BuildReport(IReadOnlyList<Diagnostic> Diagnostics, BuildSummary? Summary)
{
    /// <summary>What records allow, sorted as the others are.</summary>
    public IReadOnlyList<AllowedFinding> Allowed { get; init; } = [];

    /// <summary>Whether an error left no outputs, as they showed what a record hides by now.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>How many samples need how many tokens; null where none were counted.</summary>
    public Histogram? Tokens { get; init; }
}
