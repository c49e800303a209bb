using DatasetPipeline.Builds;
using DatasetPipeline.Records;

namespace DatasetPipeline.Reports;

/// <summary>All that the report is made of.</summary>
/// <param name="Options">What the build was asked for.</param>
/// <param name="Dataset">The dataset as it was read.</param>
/// <param name="Build">What the build found; with a summary where it wrote its outputs.</param>
/// <param name="Records">All records, by id.</param>
/// <param name="PathOf">Where an output picture lies, by its name.</param>
/// <param name="IsPersonal">dataset.yaml holds a key or a person's data.</param>
internal sealed record ReportContent(BuildOptions Options, Dataset Dataset, BuildReport Build, IReadOnlyList<ReportRecord> Records, Func<string, string> PathOf, bool IsPersonal)
{
    private readonly Lazy<Dictionary<string, ReportRecord>> _byFile = new(() =>
    {
        var files = new Dictionary<string, ReportRecord>(StringComparer.Ordinal);
        foreach (var record in Records)
            files[record.Record.File.Path] = record;
        foreach (var record in Records)
        {
            if (record.Record.Picture is { } picture)
                files.TryAdd(Dataset.Files.FullPath(picture), record);
        }

        return files;
    });

    /// <summary>The record of a YAML file or, the first by id, of a picture; null where there is none.</summary>
    public ReportRecord? RecordOf(string file) => _byFile.Value.GetValueOrDefault(file);

    /// <summary>A file as a reader of the report knows it.</summary>
    public string Named(string file)
    {
        var path = Path.GetRelativePath(Options.Folder, file).Replace(Path.DirectorySeparatorChar, '/');
        return path.StartsWith("../", StringComparison.Ordinal) ? file : path;
    }

    /// <summary>A link from the report to a file.</summary>
    public string LinkTo(string file) => string.Join('/', Path.GetRelativePath(Path.GetDirectoryName(Options.ReportFile)!, file).Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
}
