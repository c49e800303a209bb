using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Reports;

/// <summary>A contact sheet as a page.</summary>
internal static class SheetPage
{
    public static byte[] Of(Dataset dataset, string? since, IReadOnlyList<SheetRecord> records, IReadOnlyList<string> removed)
    {
        var html = new HtmlWriter();
        var name = dataset.Settings.Name.Length > 0 ? dataset.Settings.Name : Path.GetFileName(dataset.Folder);
        ReportPage.WriteHead(html, $"{name}: {Counted.Of(records.Count, "record")}");
        html.Write($"<header>\n<p class=\"eyebrow\">Contact sheet</p>\n<h1>{name}</h1>\n");
        if (since is null)
            html.Write($"<p class=\"about\">{Counted.Of(records.Count, "record")}, as a model sees them</p>\n");
        else
            html.Write($"<p class=\"about\">What changed since {since}: {Counted.Of(records.Count, "record")}, {Counted.Of(removed.Count, "record")} removed</p>\n");
        html.WriteMarkup("</header>\n<main>\n<h2>Pictures</h2>\n");
        foreach (var path in removed)
            html.Write($"<p class=\"none\">Removed: <code>images/{path}</code></p>\n");
        html.WriteMarkup("<div class=\"pictures\">\n");
        foreach (var record in records)
            Write(html, record);
        html.WriteMarkup("</div>\n</main>\n</body>\n</html>\n");
        return html.ToBytes();
    }

    private static void Write(HtmlWriter html, SheetRecord record)
    {
        html.WriteMarkup("<figure>");
        if (record.Picture is { } picture)
            html.Write($"<div class=\"picture\"><img src=\"data:image/png;base64,{Convert.ToBase64String(picture)}\" alt=\"The picture of {record.Record.Path}\" loading=\"lazy\"></div>");
        else
            html.Write($"<div class=\"picture missing\">{record.Problem}</div>");
        html.WriteMarkup("<figcaption>");
        PicturesSection.WriteText(html, record.Record, record.IsPersonal);
        html.Write($"<p class=\"facts\"><code>{record.Name}</code><span>images/{record.Record.Path}</span><span>{record.Record.Language}</span></p>\n");
        html.WriteMarkup("</figcaption></figure>\n");
    }
}
