namespace DatasetPipeline.Reports;

/// <summary>Records that are too much like one another, as pairs.</summary>
internal static class AlikeSection
{
    // Written by the search for duplicates, beside its cache.
    private const string ContactSheet = "duplicates.png";

    public static void Write(HtmlWriter html, ReportContent content, ReportChoice choice)
    {
        html.WriteMarkup("<section id=\"alike\">\n<h2>Alike</h2>\n");
        if (choice.Pairs.Count == 0)
            html.WriteMarkup("<p class=\"none\">No two records are too much alike.</p>\n");
        foreach (var (finding, first, second) in choice.Pairs)
        {
            html.WriteMarkup("<article class=\"pair\">\n");
            WriteSide(html, content, choice, first);
            WriteSide(html, content, choice, second);
            html.WriteMarkup("<p>");
            FindingsSection.WriteCode(html, content, finding);
            html.Write($" {finding.Message}</p>\n</article>\n");
        }

        if (choice.Pairs.Count < choice.AllPairs.Count)
            html.Write($"<p class=\"more\">{choice.AllPairs.Count - choice.Pairs.Count} more pairs are not shown; the findings above name them.</p>\n");
        var sheet = Path.Combine(content.Options.CacheFolder, ContactSheet);
        if (choice.Pairs.Count > 0 && File.Exists(sheet))
            html.Write($"<p class=\"more\"><a href=\"{content.LinkTo(sheet)}\">All pairs of pictures on one sheet</a></p>\n");
        html.WriteMarkup("</section>\n");
    }

    private static void WriteSide(HtmlWriter html, ReportContent content, ReportChoice choice, ReportRecord record)
    {
        html.WriteMarkup("<figure>");
        PicturesSection.WritePicture(html, content, choice, record);
        html.WriteMarkup("<figcaption>");
        PicturesSection.WriteText(html, record);
        PicturesSection.WriteFacts(html, record);
        html.WriteMarkup("</figcaption></figure>\n");
    }
}
