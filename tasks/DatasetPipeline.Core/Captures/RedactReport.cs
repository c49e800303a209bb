using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Captures;

/// <summary>What became of a dataset's redactions.</summary>
/// <param name="Pictures">Those that were redacted, or would be, in order of paths.</param>
/// <param name="Findings">Why others were not.</param>
public sealed record RedactReport(IReadOnlyList<RedactedPicture> Pictures, IReadOnlyList<Diagnostic> Findings);
