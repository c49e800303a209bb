using DatasetPipeline.Text;

namespace DatasetPipeline.Diagnostics;

/// <summary>One finding: what is wrong, where, and how to mend it, in one line.</summary>
/// <param name="Code">A code of <see cref="Codes"/>, e.g. <c>DSP0003</c>.</param>
/// <param name="Message">One line without brackets: what is wrong, the value quoted, how to mend it.</param>
/// <param name="File">The absolute path of the file that is wrong.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in UTF-16 units.</param>
public sealed record Diagnostic(string Code, string Message, string File, int Line = 1, int Column = 1)
{
    /// <summary>One line without brackets, whatever was put into it: what a file holds can forge no other line.</summary>
    public string Message { get; init; } = Shown.Whole(Message);

    /// <summary>Its weight in this run: the code's own, unless the dataset gives another.</summary>
    public Severity Severity { get; init; } = Codes.All[Code].Severity;

    /// <summary>The form that MSBuild, editors and GitHub's matcher read: <c>/abs/a.yaml(3,7): error DSP1002: text</c>.</summary>
    public override string ToString() =>
        $"{File}({Line},{Column}): {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message}";
}
