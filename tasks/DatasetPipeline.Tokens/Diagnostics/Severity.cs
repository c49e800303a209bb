namespace DatasetPipeline.Diagnostics;

/// <summary>How a finding weighs: an error fails the build, a warning is shown, none is not.</summary>
public enum Severity
{
    /// <summary>Not reported.</summary>
    None,

    /// <summary>Shown; the build goes on.</summary>
    Warning,

    /// <summary>Shown; the build fails and no output of it changes.</summary>
    Error,
}
