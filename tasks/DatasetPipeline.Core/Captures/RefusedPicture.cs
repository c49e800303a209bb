using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Captures;

/// <summary>A file that did not become a record.</summary>
/// <param name="From">The file.</param>
/// <param name="Findings">Why.</param>
public sealed record RefusedPicture(string From, IReadOnlyList<Diagnostic> Findings);
