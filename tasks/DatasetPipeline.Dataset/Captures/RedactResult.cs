using DatasetPipeline.Findings;

namespace DatasetPipeline.Captures;

/// <summary>What <c>redact --json</c> writes.</summary>
/// <param name="Dataset">The absolute path of the dataset's folder.</param>
/// <param name="DryRun">Whether nothing was written.</param>
/// <param name="Redacted">The pictures, in order of paths.</param>
/// <param name="Findings">Why others were not redacted.</param>
internal sealed record RedactResult(string Dataset, bool DryRun, IReadOnlyList<RedactedFile> Redacted, IReadOnlyList<CheckFinding> Findings)
{
    public static RedactResult Of(string dataset, bool dryRun, RedactReport report) => new(
        dataset,
        dryRun,
        [.. report.Pictures.Select(one => new RedactedFile(one.Before, one.Picture, one.Records, one.Boxes, one.Trace?.IsTracked, one.Trace?.Commits, one.Trace?.Blobs))],
        [.. report.Findings.Select(CheckFinding.Of)]);
}
