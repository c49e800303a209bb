using System.Security.Cryptography;
using DatasetPipeline.Builds;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Reports;

/// <summary>
/// One page about a build for people: what is wrong, what is alike, sizes, pictures. It needs no other file, no script and no
/// network, and lets none in.
/// </summary>
internal static class ReportPage
{
    /// <summary>Writes the page unless it is there already.</summary>
    /// <returns>Its hash, as <see cref="Holds"/> takes it.</returns>
    public static string Write(ReportContent content)
    {
        var (html, choice) = (new HtmlWriter(), new ReportChoice(content));
        var (errors, warnings) = (Count(content, Severity.Error), Count(content, Severity.Warning));
        var name = content.Dataset.Settings.Name.Length > 0 && !content.IsPersonal ? content.Dataset.Settings.Name : Path.GetFileName(content.Options.Folder);
        WriteHead(html, $"{name}: {Counted.Of(content.Records.Count, "record")}, {Counted.Of(errors, "error")}, {Counted.Of(warnings, "warning")}");
        html.Write($"<header>\n<p class=\"eyebrow\">Dataset</p>\n<h1>{name}</h1>\n");
        if (!content.IsPersonal && content.Dataset.Settings.Description is { } description)
            html.Write($"<p class=\"about\" dir=\"auto\">{description}</p>\n");
        WriteVerdict(html, content, errors, warnings);
        html.Write($"<nav><a href=\"#findings\">Findings</a><a href=\"#alike\">Alike</a><a href=\"#sizes\">Sizes</a><a href=\"#pictures\">Pictures</a></nav>\n</header>\n<main>\n");
        NumbersSection.Write(html, content, errors, warnings);
        FindingsSection.Write(html, content, choice);
        AlikeSection.Write(html, content, choice);
        SizesSection.Write(html, content);
        PicturesSection.Write(html, content, choice);
        html.Write($"</main>\n</body>\n</html>\n");

        var page = html.ToBytes();
        WholeFile.WriteIfDifferent(content.Options.ReportFile, page);
        return Convert.ToHexStringLower(SHA256.HashData(page));
    }

    /// <summary>Whether the page is there that a build left: a later one that failed has left another.</summary>
    public static bool Holds(BuildOptions options, string hash)
    {
        if (!File.Exists(options.ReportFile))
            return false;
        using var file = File.OpenRead(options.ReportFile);
        return Convert.ToHexStringLower(SHA256.HashData(file)) == hash;
    }

    /// <summary>All up to the body, which begins: a page that looks like the others and lets nothing in.</summary>
    /// <param name="html">Begins here.</param>
    /// <param name="title">The page's.</param>
    /// <param name="style">More of it, for what only this page has.</param>
    public static void WriteHead(HtmlWriter html, string title, string style = "")
    {
        html.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <title>{title}</title>
            <style>

            """);
        html.WriteMarkup(Style() + style);
        html.WriteMarkup("</style>\n</head>\n<body>\n");
    }

    private static int Count(ReportContent content, Severity severity) => content.Build.Diagnostics.Count(finding => finding.Severity == severity);

    private static void WriteVerdict(HtmlWriter html, ReportContent content, int errors, int warnings)
    {
        if (content.Build.Summary is null)
            html.Write($"<p class=\"verdict bad\"><b>Not built.</b> {Counted.Of(errors, "error")} and {Counted.Of(warnings, "warning")}; {(content.Build.IsWithdrawn ? "what bin/dataset held is deleted, as it showed what a record hides by now" : "bin/dataset is as it was before")}.</p>\n");
        else if (warnings > 0)
            html.Write($"<p class=\"verdict fair\"><b>Built,</b> with {Counted.Of(warnings, "warning")}.</p>\n");
        else
            html.Write($"<p class=\"verdict good\"><b>Built.</b> There is nothing to mend.</p>\n");
    }

    private static string Style()
    {
        using var text = new StreamReader(typeof(ReportPage).Assembly.GetManifestResourceStream("report.css")!);
        return text.ReadToEnd();
    }
}
