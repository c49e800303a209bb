using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Reports;

/// <summary>The findings that are about two records: duplicates of whatever kind. The later record has the finding, whose message names the other.</summary>
internal static class ReportPairs
{
    private const string Folder = "images/";

    // Each of 5002 to 5006 says that a record is too much like another one.
    public static List<(Diagnostic Finding, ReportRecord First, ReportRecord Second)> Of(ReportContent content)
    {
        var findings = content.Build.Diagnostics.Where(finding => string.CompareOrdinal(finding.Code, "DSP5002") >= 0 && string.CompareOrdinal(finding.Code, "DSP5006") <= 0).ToList();
        if (findings.Count == 0)
            return [];

        // As messages show paths.
        var named = new Dictionary<string, ReportRecord>(StringComparer.Ordinal);
        foreach (var record in content.Records)
        {
            named[Shown.Line(record.Record.Path)] = record;
            if (record.Record.Picture is { } picture)
                named.TryAdd(Shown.Line(picture), record);
        }

        return findings
            .Select(finding => (finding, Other(finding.Message, named), content.RecordOf(finding.File)))
            .Where(pair => pair.Item2 is not null && pair.Item3 is not null)
            .Select(pair => (pair.finding, pair.Item2!, pair.Item3!))
            .ToList();
    }

    // A path may hold anything, spaces too: it ends where what was read so far is a record's.
    private static ReportRecord? Other(string message, Dictionary<string, ReportRecord> named)
    {
        for (var at = message.IndexOf(Folder, StringComparison.Ordinal); at >= 0; at = message.IndexOf(Folder, at + 1, StringComparison.Ordinal))
        {
            var path = message[(at + Folder.Length)..];
            for (var end = path.IndexOf('.', StringComparison.Ordinal); end >= 0; end = path.IndexOf('.', end + 1))
            {
                var type = path[(end + 1)..].TakeWhile(char.IsAsciiLetterOrDigit).Count();
                if (named.TryGetValue(path[..(end + 1 + type)], out var record))
                    return record;
            }
        }

        return null;
    }
}
