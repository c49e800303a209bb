using DatasetPipeline.Findings;

namespace DatasetPipeline.Captures;

/// <summary>A file that was not added as scripts read it.</summary>
/// <param name="From">The file's absolute path.</param>
/// <param name="Findings">Why.</param>
internal sealed record RefusedFile(string From, IReadOnlyList<CheckFinding> Findings);
