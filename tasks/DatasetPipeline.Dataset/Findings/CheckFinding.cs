using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Findings;

/// <summary>A finding as scripts read it.</summary>
/// <param name="Code">DSP and four digits.</param>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="File">An absolute path.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in UTF-16 units.</param>
/// <param name="Message">One line.</param>
/// <param name="Help">The address of the code's page; null where the program runs outside of the repository.</param>
internal sealed record CheckFinding(string Code, string Severity, string File, int Line, int Column, string Message, string? Help)
{
    public static CheckFinding Of(Diagnostic finding) => new(
        finding.Code,
        finding.Severity == Diagnostics.Severity.Error ? "error" : "warning",
        finding.File,
        finding.Line,
        finding.Column,
        finding.Message,
        Repository.HelpPage(finding.Code));
}
