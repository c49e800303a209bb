using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Reports;
using DatasetPipeline.Rules;

namespace DatasetPipeline.Builds;

/// <summary>Turns a dataset's folder into what training reads, and does nothing where that is there already.</summary>
public static class DatasetBuild
{
    /// <summary>Raised by hand when the same inputs give other findings or another summary.</summary>
    public const int Version = 11;

    /// <summary>The name of the file that holds the <see cref="BuildSummary"/>.</summary>
    public const string SummaryFile = "summary.json";

    /// <summary>Builds, or checks alone. With an error no output changes, but one that shows what a record hides by now goes.</summary>
    /// <exception cref="OperationCanceledException">The build was cancelled; the next one does the rest.</exception>
    public static BuildReport Run(BuildOptions options, CancellationToken cancellation)
    {
        try
        {
            using var alone = BuildLock.Take(LockFile(options), cancellation, options.Waiting);
            FileChanges.Finish(options.Folder, options.CacheFolder);
            return RunAlone(options, cancellation);
        }
        catch (DiagnosticException e)
        {
            return new(e.Diagnostics, null);
        }
        catch (Exception e) when (FileTrouble(e) is not null)
        {
            return new([FolderTrouble.Explain(options, FileTrouble(e)!)], null);
        }
        catch (Exception e) when (TimedOut(e) is not null)
        {
            return new([RuleRun.Failed("the build", TimedOut(e)!, Path.Combine(options.Folder, "dataset.yaml"))], null);
        }
    }

    internal static string StateFile(BuildOptions options) => Path.Combine(options.CacheFolder, "state.json");

    internal static string PicturesFolder(BuildOptions options) => Path.Combine(options.CacheFolder, "pictures");

    internal static bool IsFailed(BuildOptions options, IEnumerable<Diagnostic> diagnostics) => diagnostics.Any(diagnostic =>
        diagnostic.Severity == Severity.Error || (diagnostic.Severity == Severity.Warning && options.IsWarningAnError(diagnostic.Code)));

    internal static string LockFile(BuildOptions options) => Path.Combine(options.CacheFolder, "lock");

    /// <summary>As <see cref="Run"/>, for whoever holds the lock; what goes wrong with files is thrown as it comes.</summary>
    internal static BuildReport RunAlone(BuildOptions options, CancellationToken cancellation)
    {
        var outputs = new OutputFolder(options.OutputFolder);
        var inputs = BuildInputs.Read(options, cancellation);
        var state = BuildState.TryRead(StateFile(options));
        // Findings are about the inputs; a check does not mind what became of the outputs.
        if (state is null || inputs.KeyWith(state.ModelFolder) != state.Key
            || !(options.OnlyChecks || (outputs.Hold(state.Files, state.Pictures) && ReportPage.Holds(options, state.Report))))
            return new FullBuild(options, outputs, inputs, state).Run(cancellation);

        // What a build left that failed or was killed, before its change was taken back.
        if (!options.OnlyChecks && Directory.Exists(PicturesFolder(options)))
            Directory.Delete(PicturesFolder(options), recursive: true);
        return new(state.Diagnostics, IsFailed(options, state.Diagnostics) ? null : state.Summary) { Allowed = state.Allowed, Tokens = state.Tokens };
    }

    private static Exception? FileTrouble(Exception e) => Causes(e).FirstOrDefault(cause => cause is IOException or UnauthorizedAccessException);

    // Rules tell of it themselves, each at its file.
    private static Exception? TimedOut(Exception e) => Causes(e).FirstOrDefault(cause => cause is RegexMatchTimeoutException);

    // Loops on several threads wrap what their bodies throw.
    private static IEnumerable<Exception> Causes(Exception e) => e is AggregateException several ? several.Flatten().InnerExceptions : [e];
}
