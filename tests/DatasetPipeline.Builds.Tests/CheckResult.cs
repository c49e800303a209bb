using System.Text.Json.Nodes;

namespace DatasetPipeline.Builds.Tests;

/// <summary>What <c>dotnet dataset check</c> wrote, and how it ended.</summary>
internal sealed record CheckResult(int ExitCode, string Output, string Error)
{
    /// <summary>What --json wrote.</summary>
    public JsonNode Json => JsonNode.Parse(Output)!;

    /// <summary>Its findings, in its order.</summary>
    public IReadOnlyList<Finding> Findings => [.. Json["findings"]!.AsArray().Select(finding => new Finding(
        Path.GetFileName((string)finding!["file"]!),
        (int)finding["line"]!,
        (int)finding["column"]!,
        (string)finding["severity"]!,
        (string)finding["code"]!,
        (string)finding["message"]!))];
}
