using DatasetPipeline.Findings;

namespace DatasetPipeline.Captures;

/// <summary>What <c>add --json</c> writes.</summary>
/// <param name="Dataset">The absolute path of the dataset's folder.</param>
/// <param name="DryRun">Whether nothing was written.</param>
/// <param name="Added">Pictures that are records now, in the order of the files.</param>
/// <param name="Refused">Files that the build would refuse, in their order.</param>
internal sealed record AddResult(string Dataset, bool DryRun, IReadOnlyList<AddedFile> Added, IReadOnlyList<RefusedFile> Refused)
{
    public static AddResult Of(string dataset, bool dryRun, AddReport report) => new(
        dataset,
        dryRun,
        [.. report.Added.Select(one => new AddedFile(one.From, one.Picture, one.Record, one.Width, one.Height, one.Removed, [.. one.Drawn.Select(mark => mark.ToString())], one.Caption?.Line, one.Caption?.Column, Findings(one.Findings)))],
        [.. report.Refused.Select(one => new RefusedFile(one.From, Findings(one.Findings)))]);

    private static List<CheckFinding> Findings(IEnumerable<Diagnostics.Diagnostic> findings) => [.. findings.Select(CheckFinding.Of)];
}
