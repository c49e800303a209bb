using System.Text.Encodings.Web;
using System.Text.Json;
using DatasetPipeline.Builds;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Reports;

/// <summary>
/// A build's findings as SARIF 2.1.0, which GitHub, Azure DevOps and editors read:
/// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
/// </summary>
public static class SarifFile
{
    private const string Base = "SRCROOT";

    private static readonly List<string> Rules = [.. Codes.All.Keys];

    /// <summary>Writes the file unless it holds the same already.</summary>
    /// <param name="path">The file.</param>
    /// <param name="report">What the build found.</param>
    /// <param name="folder">The dataset's folder: files are named relative to the repository that it lies in, or to the folder itself where there is none.</param>
    /// <param name="helpFolder">Holds a page about each code; empty where there are none.</param>
    /// <param name="levelOf">How a finding weighs where the project's properties are counted in.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public static void Write(string path, BuildReport report, string folder, string helpFolder, Func<Diagnostic, Severity> levelOf)
    {
        var root = RootOf(folder);
        var results = report.Diagnostics.Select(finding => new AllowedFinding(finding, [])).Concat(report.Allowed)
            .Where(one => levelOf(one.Finding) != Severity.None)
            .OrderBy(one => one.Finding, DiagnosticOrder.Instance)
            .ToList();
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, helpFolder, results.Select(one => one.Finding.Code).ToHashSet(StringComparer.Ordinal));
            json.WriteStartObject("originalUriBaseIds");
            json.WriteStartObject(Base);
            // No uri: readers put their own checkout there.
            WriteText(json, "description", "The root of the repository that holds the dataset, or the dataset's folder outside of one.");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach (var result in results)
                WriteResult(json, result, root, levelOf(result.Finding));
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        WholeFile.WriteIfDifferent(path, [.. content.ToArray(), (byte)'\n']);
    }

    // All codes, so that a rule's place in the list does not depend on what was found.
    private static void WriteTool(Utf8JsonWriter json, string helpFolder, HashSet<string> found)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "DatasetPipeline");
        json.WriteStartArray("rules");
        foreach (var (code, rule) in Codes.All)
        {
            var page = helpFolder.Length == 0 ? null : Path.GetFullPath(Path.Combine(helpFolder, $"{code}.md"));
            json.WriteStartObject();
            json.WriteString("id", code);
            WriteText(json, "shortDescription", rule.Title);
            // GitHub shows the page beside a finding. Its address is no helpUri: that would be another one on every machine, and tell
            // whose it is.
            if (page is not null && found.Contains(code) && File.Exists(page))
                WriteText(json, "help", File.ReadAllText(page), "markdown");
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", LevelOf(rule.Severity));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, AllowedFinding result, string root, Severity level)
    {
        var finding = result.Finding;
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Code);
        json.WriteNumber("ruleIndex", Rules.IndexOf(finding.Code));
        json.WriteString("level", LevelOf(level));
        WriteText(json, "message", finding.Message);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        var path = Path.GetRelativePath(root, finding.File);
        var isInside = !Path.IsPathRooted(path) && path != ".." && !path.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        json.WriteString("uri", isInside ? string.Join('/', path.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString)) : new Uri(finding.File).AbsoluteUri);
        if (isInside)
            json.WriteString("uriBaseId", Base);
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", finding.Line);
        json.WriteNumber("startColumn", finding.Column);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        // An empty list says that a result stands; where none has a list, nobody knows.
        json.WriteStartArray("suppressions");
        foreach (var reason in result.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("kind", "inSource");
            json.WriteString("justification", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text, string? more = null)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        if (more is not null)
            json.WriteString(more, text);
        json.WriteEndObject();
    }

    private static string LevelOf(Severity severity) => severity == Severity.Error ? "error" : "warning";

    // A work tree's .git is a file.
    private static string RootOf(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Path.Exists(Path.Combine(at, ".git")))
                return at;
        }

        return folder;
    }
}
