using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Projects;

/// <summary>What a dataset's project tells its build: which formats, and how findings weigh.</summary>
internal sealed class ProjectSettings
{
    // NoWarn and the like are what people set; Microsoft.Common.targets makes of them what MSBuild goes by.
    private const string Silent = "MSBuildWarningsAsMessages";
    private const string Errors = "MSBuildWarningsAsErrors";
    private const string NotErrors = "MSBuildWarningsNotAsErrors";
    private const string AllErrors = "MSBuildTreatWarningsAsErrors";
    private const string DatasetFormats = "DatasetFormats";

    private readonly HashSet<string> _silent;
    private readonly HashSet<string> _errors;
    private readonly HashSet<string> _notErrors;
    private readonly bool _allErrors;

    private ProjectSettings(IReadOnlyDictionary<string, string> properties)
    {
        Formats = List(properties.GetValueOrDefault(DatasetFormats, "ms-swift"), ';');
        _silent = CodesIn(Silent);
        _errors = CodesIn(Errors);
        _notErrors = CodesIn(NotErrors);
        _allErrors = properties.GetValueOrDefault(AllErrors, "").Trim().Equals("true", StringComparison.OrdinalIgnoreCase);

        HashSet<string> CodesIn(string property) => new(List(properties.GetValueOrDefault(property, ""), ';', ','), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The formats to write beside ms-swift's.</summary>
    public IReadOnlyList<string> Formats { get; }

    /// <summary>Asks MSBuild where something may set one of the properties, and else takes what a dataset's project has by itself: MSBuild takes longer than a check.</summary>
    /// <exception cref="DiagnosticException">MSBuild cannot read the project (DSP9012).</exception>
    public static ProjectSettings Read(string project, CancellationToken cancellation) => new(
        new PropertySearch([Silent, Errors, NotErrors, AllErrors, DatasetFormats, "NoWarn", "WarningsAsErrors", "WarningsNotAsErrors"]).MayBeSetFor(project)
            ? MSBuildProperties.Read(project, [Silent, Errors, NotErrors, AllErrors, DatasetFormats], cancellation)
            : new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Whether a code's warnings fail the build.</summary>
    public bool IsWarningAnError(string code) =>
        !_silent.Contains(code) && (_allErrors ? !_notErrors.Contains(code) : _errors.Contains(code));

    /// <summary>The finding as the build shows it, or with no severity where it does not.</summary>
    public Diagnostic Weigh(Diagnostic finding) => finding.Severity switch
    {
        Severity.Warning when _silent.Contains(finding.Code) => finding with { Severity = Severity.None },
        Severity.Warning when IsWarningAnError(finding.Code) => finding with { Severity = Severity.Error },
        _ => finding,
    };

    private static string[] List(string text, params char[] separators) =>
        text.Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
