using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Reports;

/// <summary>What was found: first by code, then file by file.</summary>
internal static class FindingsSection
{
    public static void Write(HtmlWriter html, ReportContent content, ReportChoice choice)
    {
        html.WriteMarkup("<section id=\"findings\">\n<h2>Findings</h2>\n");
        var findings = content.Build.Diagnostics;
        if (findings.Count == 0)
            html.WriteMarkup("<p class=\"none\">No rule has found anything.</p>\n");
        else
            WriteCodes(html, content);
        foreach (var file in choice.Findings)
            WriteFile(html, content, choice, file);
        if (choice.Findings.Sum(file => file.Count()) is var shown && shown < findings.Count)
            html.Write($"<p class=\"more\">{findings.Count - shown} more are not on this page; the lines of the build have them, and the file that -p:DatasetSarif=findings.sarif writes.</p>\n");
        WriteAllowed(html, content);
        html.WriteMarkup("</section>\n");
    }

    /// <summary>A code, linked to its page.</summary>
    public static void WriteCode(HtmlWriter html, ReportContent content, Diagnostic finding)
    {
        var kind = finding.Severity == Severity.Error ? "bad" : "fair";
        if (content.Options.HelpFolder.Length == 0)
            html.Write($"<span class=\"code {kind}\">{finding.Code}</span>");
        else
            html.Write($"<a class=\"code {kind}\" href=\"{content.LinkTo(Path.Combine(content.Options.HelpFolder, finding.Code + ".md"))}\">{finding.Code}</a>");
    }

    private static void WriteCodes(HtmlWriter html, ReportContent content)
    {
        html.WriteMarkup("<ul class=\"codes\">\n");
        foreach (var code in content.Build.Diagnostics.GroupBy(finding => finding.Code, StringComparer.Ordinal).OrderByDescending(code => code.Any(finding => finding.Severity == Severity.Error)).ThenByDescending(code => code.Count()).ThenBy(code => code.Key, StringComparer.Ordinal))
        {
            html.WriteMarkup("<li>");
            WriteCode(html, content, code.First());
            html.Write($"<span>{Codes.All[code.Key].Title}</span><b>{code.Count()}</b></li>\n");
        }

        html.WriteMarkup("</ul>\n");
    }

    private static void WriteFile(HtmlWriter html, ReportContent content, ReportChoice choice, IGrouping<string, Diagnostic> file)
    {
        var record = content.RecordOf(file.Key);
        html.WriteMarkup("<article class=\"file\">\n");
        if (record is not null && choice.FilesWithPicture.Contains(file.Key))
            PicturesSection.WritePicture(html, content, choice, record);
        html.Write($"<div><h3><a href=\"{content.LinkTo(file.Key)}\">{content.Named(file.Key)}</a></h3>\n");
        if (record is not null)
            PicturesSection.WriteText(html, record);
        html.WriteMarkup("<ul class=\"list\">\n");
        foreach (var finding in file)
        {
            html.WriteMarkup("<li>");
            WriteCode(html, content, finding);
            html.Write($"<span class=\"place\">{FormattableString.Invariant($"{finding.Line}:{finding.Column}")}</span><p>{finding.Message}</p></li>\n");
        }

        html.WriteMarkup("</ul></div>\n</article>\n");
    }

    private static void WriteAllowed(HtmlWriter html, ReportContent content)
    {
        const int Most = 500;
        if (content.Build.Allowed.Count == 0)
            return;
        html.Write($"<details><summary>{content.Build.Allowed.Count} allowed by records</summary>\n<ul class=\"list\">\n");
        foreach (var (finding, reasons) in content.Build.Allowed.Take(Most))
        {
            html.WriteMarkup("<li>");
            WriteCode(html, content, finding);
            html.Write($"<span class=\"place\">{content.Named(finding.File)}</span><p dir=\"auto\">{string.Join(" ", reasons)}</p></li>\n");
        }

        html.WriteMarkup("</ul></details>\n");
    }
}
