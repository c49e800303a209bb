namespace DatasetPipeline.Builds;

/// <summary>What a build is asked for.</summary>
/// <param name="Folder">The absolute path of the folder that holds dataset.yaml.</param>
/// <param name="OutputFolder">Where the JSONL and the pictures go; nothing else writes there.</param>
/// <param name="CacheFolder">Where the build keeps what the next one need not do again; it may be deleted.</param>
/// <param name="Formats">The formats to write, by name.</param>
/// <param name="IsWarningAnError">Whether a code's warnings fail this run, as MSBuild's own properties say.</param>
public sealed record BuildOptions(
    string Folder,
    string OutputFolder,
    string CacheFolder,
    IReadOnlyList<string> Formats,
    Func<string, bool> IsWarningAnError)
{
    /// <summary>Find what a build would find, and write into the cache folder alone: the next build has less to do.</summary>
    public bool OnlyChecks { get; init; }

    /// <summary>
    /// Files under images/ that a check takes for what they are to become: where their content lies, by their paths relative to
    /// images/; null for one that is to go.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Changed { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Called once where another build of the dataset is under way for which this one waits.</summary>
    public Action? Waiting { get; init; }

    /// <summary>Holds a page about each code, which the report links to; empty where there are none.</summary>
    public string HelpFolder { get; init; } = "";

    /// <summary>What a person reads of the build: beside the folder of caches, in obj.</summary>
    public string ReportFile => Path.Combine(Path.GetDirectoryName(CacheFolder)!, "report.html");
}
