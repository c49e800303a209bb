using DatasetPipeline.Builds;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Reports;
using DatasetPipeline.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Task = Microsoft.Build.Utilities.Task;

namespace DatasetPipeline.Tasks;

/// <summary>Builds a dataset: checks what is in its folder and writes what training reads.</summary>
public sealed class BuildDataset : Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The absolute path of the folder that holds dataset.yaml.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>Where the JSONL and the pictures go.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <summary>Where the build keeps what the next one need not do again.</summary>
    [Required]
    public string CacheFolder { get; set; } = "";

    /// <summary>The formats to write beside ms-swift's.</summary>
    public string[] Formats { get; set; } = [];

    /// <summary>Holds a page about each code.</summary>
    public string HelpFolder { get; set; } = "";

    /// <summary>Where the findings go as SARIF, relative to the dataset's folder; empty where nobody wants them.</summary>
    public string Sarif { get; set; } = "";

    /// <summary>The codes whose warnings are not shown, as NoWarn has them.</summary>
    public string Silenced { get; set; } = "";

    /// <summary>The outputs in one line: the path of the first, and what is in them.</summary>
    [Output]
    public string Summary { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            var report = DatasetBuild.Run(
                new(Folder, OutputFolder, CacheFolder, Formats, IsWarningAnError)
                {
                    HelpFolder = HelpFolder,
                    Waiting = Waiting(Log, Folder),
                },
                _cancellation.Token);
            foreach (var diagnostic in report.Diagnostics)
                Show(diagnostic);
            if (report.Tokens is { } tokens)
                Show(tokens);
            if (report.IsWithdrawn)
                Log.LogMessage(MessageImportance.High, $"{OutputFolder}: what it held is deleted, as it showed what a record hides by now; the next build without errors writes it again");
            if (Sarif.Length > 0)
                WriteSarif(report, Path.GetFullPath(Sarif, Folder));
            Summary = $"{Path.Combine(OutputFolder, "train.jsonl")}: {Told(report)}";
            return !Log.HasLoggedErrors;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Says in a build's log that it waits for another one of the same dataset.</summary>
    internal static Action Waiting(TaskLoggingHelper log, string folder) => () => log.LogMessage(MessageImportance.Normal, $"{folder}: {BuildLock.WaitsForABuild}");

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    // MSBuild counts none that are silenced.
    private BuildSummary? Told(BuildReport report) =>
        report.Summary is { } summary ? summary with { Warnings = report.Diagnostics.Count(finding => LevelOf(finding) == Severity.Warning) } : null;

    // What the project's properties say; NoWarn comes first. A bare -warnaserror on the command line is not told to task hosts:
    // the build fails then, too, but only after the outputs are written.
    private bool IsWarningAnError(string code) =>
        BuildEngine is IBuildEngine8 engine && engine.ShouldTreatWarningAsError(code);

    private void WriteSarif(BuildReport report, string path)
    {
        try
        {
            SarifFile.Write(path, report, Folder, HelpFolder, LevelOf);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Show(new Diagnostic(Codes.FileUnreadable, $"the findings cannot be written here as SARIF: {Shown.Clause(e.Message)}; name another file in the property DatasetSarif", path));
        }
    }

    private Severity LevelOf(Diagnostic finding) => finding.Severity switch
    {
        Severity.Warning when IsWarningAnError(finding.Code) => Severity.Error,
        Severity.Warning when Silenced.Split([';', ',', ' ', '\n']).Contains(finding.Code, StringComparer.OrdinalIgnoreCase) => Severity.None,
        var severity => severity,
    };

    // MSBuild shows it from -v:normal on.
    private void Show(Histogram tokens)
    {
        Log.LogMessage(MessageImportance.Normal, $"samples by their tokens{(tokens.Limit is { } limit ? $", of which max_length allows {limit}" : "")}:");
        foreach (var line in tokens.Lines())
            Log.LogMessage(MessageImportance.Normal, line);
    }

    private void Show(Diagnostic diagnostic)
    {
        var (code, message, file, line, column) = (diagnostic.Code, diagnostic.Message, diagnostic.File, diagnostic.Line, diagnostic.Column);
        var help = HelpFolder.Length == 0 ? null : new Uri(Path.GetFullPath(Path.Combine(HelpFolder, $"{code}.md"))).AbsoluteUri;
        if (diagnostic.Severity == Severity.Error)
            Log.LogError(subcategory: null, code, helpKeyword: null, help, file, line, column, endLineNumber: 0, endColumnNumber: 0, message);
        else
            Log.LogWarning(subcategory: null, code, helpKeyword: null, help, file, line, column, endLineNumber: 0, endColumnNumber: 0, message);
    }
}
