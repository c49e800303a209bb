using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Builds;

/// <summary>A finding that is left as it is, as records <c>allow</c> it.</summary>
/// <param name="Finding">What was found.</param>
/// <param name="Reasons">Why it is left, from one record, or from several that share a picture.</param>
public sealed record AllowedFinding(Diagnostic Finding, IReadOnlyList<string> Reasons);
