namespace DatasetPipeline.Diagnostics;

/// <summary>Bad input that ends the work at hand: each finding is a line for the person who can mend it, never a stack trace.</summary>
public sealed class DiagnosticException : Exception
{
    /// <summary>Ends the work with these findings, at least one.</summary>
    public DiagnosticException(params IReadOnlyList<Diagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, diagnostics)) => Diagnostics = diagnostics;

    /// <summary>Ends the work with one error.</summary>
    public DiagnosticException(string code, string message, string file, int line = 1, int column = 1)
        : this(new Diagnostic(code, message, file, line, column))
    {
    }

    /// <summary>All that was found before the work stopped.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }
}
