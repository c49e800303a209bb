using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Builds;

/// <summary>By file, line and column; what stands at one place by code and message, so that the order is the same on every run.</summary>
internal sealed class DiagnosticOrder : IComparer<Diagnostic>
{
    public static DiagnosticOrder Instance { get; } = new();

    public int Compare(Diagnostic? a, Diagnostic? b)
    {
        if (a is null || b is null)
            return (a is null ? 0 : 1) - (b is null ? 0 : 1);
        var byFile = string.CompareOrdinal(a.File, b.File);
        var byPlace = (a.Line, a.Column).CompareTo((b.Line, b.Column));
        var byCode = string.CompareOrdinal(a.Code, b.Code);
        return (byFile, byPlace, byCode) switch
        {
            (not 0, _, _) => byFile,
            (_, not 0, _) => byPlace,
            (_, _, not 0) => byCode,
            _ => string.CompareOrdinal(a.Message, b.Message),
        };
    }
}
