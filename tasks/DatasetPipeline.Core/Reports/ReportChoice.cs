using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Reports;

/// <summary>
/// What of a large dataset the page shows, so that it stays a few megabytes: pairs, findings by file, and pictures of records, of
/// which those are taken whose output pictures' names come first. The names are hashes: that is a sample, and the same one after
/// other records have changed.
/// </summary>
internal sealed class ReportChoice
{
    private const int MostPairs = 30;
    private const int MostFindings = 2000;
    private const int MostFilesWithPicture = 60;
    private const int MostPictures = 60;

    public ReportChoice(ReportContent content)
    {
        AllPairs = ReportPairs.Of(content);
        Pairs = AllPairs.Take(MostPairs).ToList();
        Findings = content.Build.Diagnostics.Take(MostFindings).GroupBy(finding => finding.File, StringComparer.Ordinal).ToList();
        FilesWithPicture = Findings.Select(file => file.Key).Where(file => content.RecordOf(file)?.Picture is not null).Take(MostFilesWithPicture).ToHashSet(StringComparer.Ordinal);
        var shown = FilesWithPicture.Select(file => content.RecordOf(file)!).ToHashSet<ReportRecord>(ReferenceEqualityComparer.Instance);
        Pictures = content.Records
            .Where(record => record.Picture is not null && !shown.Contains(record))
            .OrderBy(record => record.Picture!.Name, StringComparer.Ordinal)
            .Take(MostPictures)
            .OrderBy(record => record.Record.Id, StringComparer.Ordinal)
            .ToList();
        Thumbnails = new Thumbnails(Path.Combine(content.Options.CacheFolder, "thumbnails.txt")).Of(
            Pairs.SelectMany(pair => new[] { pair.First, pair.Second }).Concat(shown).Concat(Pictures)
                .Where(record => record.Picture is not null)
                .DistinctBy(record => record.Picture!.Name)
                .ToDictionary(record => record.Picture!.Name, record => content.PathOf(record.Picture!.Name), StringComparer.Ordinal));
    }

    public IReadOnlyList<(Diagnostic Finding, ReportRecord First, ReportRecord Second)> AllPairs { get; }

    public IReadOnlyList<(Diagnostic Finding, ReportRecord First, ReportRecord Second)> Pairs { get; }

    public IReadOnlyList<IGrouping<string, Diagnostic>> Findings { get; }

    public IReadOnlySet<string> FilesWithPicture { get; }

    public IReadOnlyList<ReportRecord> Pictures { get; }

    public IReadOnlyDictionary<string, string> Thumbnails { get; }
}
