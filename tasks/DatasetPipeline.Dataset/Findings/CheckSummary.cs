using DatasetPipeline.Builds;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Findings;

/// <summary>A check in numbers; those of the outputs are null where an error stands before them.</summary>
internal sealed record CheckSummary(int Errors, int Warnings, int? Records, int? Train, int? Test, int? Pictures, TokenSummary? Tokens)
{
    private BuildSummary? Outputs { get; init; }

    public static CheckSummary Of(IReadOnlyList<Diagnostic> findings, BuildSummary? outputs)
    {
        var errors = findings.Count(finding => finding.Severity == Severity.Error);
        var warnings = findings.Count - errors;
        return new(errors, warnings, outputs?.Records, outputs?.Train, outputs?.Test, outputs?.Pictures, outputs?.Tokens)
        {
            Outputs = outputs is null ? null : outputs with { Warnings = warnings },
        };
    }

    /// <summary>As the build has it, or <c>2 errors, 1 warning</c>.</summary>
    public override string ToString() => Outputs?.ToString() ?? $"{Counted.Of(Errors, "error")}, {Counted.Of(Warnings, "warning")}";
}
