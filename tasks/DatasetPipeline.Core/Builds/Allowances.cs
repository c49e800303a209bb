using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Builds;

/// <summary>Sets the findings that records allow apart, and tells of an allowance that nothing needs.</summary>
internal static class Allowances
{
    public static (IEnumerable<Diagnostic> Left, IReadOnlyList<AllowedFinding> Allowed) Apply(Dataset dataset, IEnumerable<Diagnostic> findings)
    {
        // A finding at a picture is allowed where a record speaks of it.
        var allowing = dataset.Records
            .Where(record => record.Allowed is not null)
            .SelectMany(record => (record.Picture is { } picture ? new[] { record.File.Path, dataset.Files.FullPath(picture) } : [record.File.Path]).Select(file => (file, record)))
            .ToLookup(pair => pair.file, pair => pair.record, StringComparer.Ordinal);
        if (allowing.Count == 0)
            return (findings, []);

        findings = findings.ToList();
        var personal = findings.Where(finding => Codes.IsPersonal(finding.Code)).Select(finding => finding.File).ToHashSet(StringComparer.Ordinal);
        var used = new HashSet<(string File, string Code)>();
        var (left, allowed) = (new List<Diagnostic>(), new List<AllowedFinding>());
        foreach (var finding in findings)
        {
            var records = allowing[finding.File].Where(record => record.Allowed!.Allows(finding.Code)).ToList();
            if (records.Count == 0)
                left.Add(finding);
            else
                allowed.Add(new(finding, records.Select(record => ReasonOf(record, finding.Code, personal)).Distinct(StringComparer.Ordinal).ToList()));
            used.UnionWith(records.Select(record => (record.File.Path, finding.Code)));
        }

        return (
            left.Concat(
                from record in allowing.SelectMany(records => records).Distinct()
                where record.File.IsReadable
                from code in record.Allowed!.Codes
                where !used.Contains((record.File.Path, code))
                select record.Allowed!.Unused(code, record.File.Path)),
            allowed);
    }

    // What the finding masks may stand in the reason as it is.
    private static string ReasonOf(Record record, string code, HashSet<string> personal) =>
        personal.Contains(record.File.Path) ? "The reason is not shown, as the record holds personal data." : record.Allowed!.ReasonFor(code);
}
