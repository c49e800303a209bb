using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Builds;

/// <summary>Turns a dataset's folder into what training reads, and does nothing where that is there already.</summary>
public static class DatasetBuild
{
    /// <summary>Raised by hand when the same inputs give other findings or another summary.</summary>
    public const int Version = 2;

    /// <summary>The name of the file that holds the <see cref="BuildSummary"/>.</summary>
    public const string SummaryFile = "summary.json";

    /// <summary>Builds. With an error no output changes.</summary>
    public static BuildReport Run(BuildOptions options, CancellationToken cancellation)
    {
        using var alone = BuildLock.Take(Path.Combine(options.CacheFolder, "lock"), cancellation);
        var outputs = new OutputFolder(options.OutputFolder);
        var inputs = BuildInputs.Read(options, cancellation);
        return BuildState.TryRead(StateFile(options)) is { } state
            && inputs.KeyWith(state.ModelFolder) == state.Key
            && outputs.Hold(state.Outputs)
                ? new(state.Diagnostics, IsFailed(options, state.Diagnostics) ? null : state.Summary)
                : new FullBuild(options, outputs, inputs).Run(cancellation);
    }

    internal static string StateFile(BuildOptions options) => Path.Combine(options.CacheFolder, "state.json");

    internal static bool IsFailed(BuildOptions options, IEnumerable<Diagnostic> diagnostics) => diagnostics.Any(diagnostic =>
        diagnostic.Severity == Severity.Error || (diagnostic.Severity == Severity.Warning && options.IsWarningAnError(diagnostic.Code)));
}
