namespace DatasetPipeline.Findings;

/// <summary>What <c>check --json</c> writes.</summary>
/// <param name="Dataset">The absolute path of the dataset's folder.</param>
/// <param name="Findings">Sorted by file, line and column.</param>
/// <param name="Summary">In numbers.</param>
internal sealed record CheckResult(string Dataset, IReadOnlyList<CheckFinding> Findings, CheckSummary Summary);
