namespace DatasetPipeline.Builds.Tests;

/// <summary>A line of a build that says what is wrong.</summary>
internal sealed record Finding(string File, int Line, int Column, string Severity, string Code, string Message)
{
    public override string ToString() => $"{File}({Line},{Column}): {Severity} {Code}: {Message}";
}
