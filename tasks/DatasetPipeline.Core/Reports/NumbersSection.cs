using DatasetPipeline.Records;

namespace DatasetPipeline.Reports;

/// <summary>The dataset in numbers.</summary>
internal static class NumbersSection
{
    public static void Write(HtmlWriter html, ReportContent content, int errors, int warnings)
    {
        var records = content.Records;
        html.WriteMarkup("<dl class=\"numbers\">\n");
        Tile(html, "Records", records.Count, Shares(records.Select(record => record.Split).Order(StringComparer.Ordinal).Reverse()));
        Tile(html, "Pictures", records.Where(record => record.Picture is not null).DistinctBy(record => record.Picture!.Name).Count(), Originals(content.Dataset));
        Tile(html, "Languages", records.Select(record => record.Record.Language).Distinct(StringComparer.Ordinal).Count(), Shares(records.Select(record => record.Record.Language).Order(StringComparer.Ordinal)));
        if (records.Where(record => record.Tokens is not null).MaxBy(record => record.Tokens!.Value.Total) is { Tokens: { } most } longest)
            Tile(html, "Tokens", records.Sum(record => (long)(record.Tokens?.Total ?? 0)), FormattableString.Invariant($"longest {most.Total:N0}: {longest.Name}"));
        else
            Tile(html, "Tokens", null, "not counted");
        Tile(html, "Errors", errors, errors > 0 ? "keep the outputs from being written" : "", errors > 0 ? "bad" : "");
        Tile(html, "Warnings", warnings, content.Build.Allowed.Count > 0 ? FormattableString.Invariant($"{content.Build.Allowed.Count} more allowed by records") : "", warnings > 0 ? "fair" : "");
        html.WriteMarkup("</dl>\n");
    }

    private static void Tile(HtmlWriter html, string what, long? number, string note, string kind = "")
    {
        html.Write($"<div class=\"tile {kind}\"><dt>{what}</dt><dd>");
        if (number is { } known)
            html.Write($"<b>{known}</b>");
        else
            html.WriteMarkup("<b>–</b>");
        html.Write($"<span>{note}</span></dd></div>\n");
    }

    private static string Shares(IEnumerable<string> values) => string.Join(" · ", values.GroupBy(value => value, StringComparer.Ordinal).Select(group => FormattableString.Invariant($"{group.Count():N0} {group.Key}")));

    private static string Originals(Dataset dataset) => FormattableString.Invariant($"made of {dataset.Files.Pictures.Count:N0} original{(dataset.Files.Pictures.Count == 1 ? "" : "s")}");
}
