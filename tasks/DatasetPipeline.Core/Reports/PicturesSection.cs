namespace DatasetPipeline.Reports;

/// <summary>Records as a model sees them: the picture as the build makes it, and what is said about it.</summary>
internal static class PicturesSection
{
    private const int LongestText = 600;

    public static void Write(HtmlWriter html, ReportContent content, ReportChoice choice)
    {
        html.WriteMarkup("<section id=\"pictures\">\n<h2>Pictures</h2>\n");
        var left = content.Records.Count(record => record.Picture is not null) - choice.FilesWithPicture.Select(file => content.RecordOf(file)).Distinct(ReferenceEqualityComparer.Instance).Count();
        if (choice.Pictures.Count == 0)
            html.WriteMarkup("<p class=\"none\">There is no other picture.</p>\n");
        else if (choice.Pictures.Count < left)
            html.Write($"<p class=\"more\">A sample of {choice.Pictures.Count} out of {left} records without a finding of their own above, so that this page stays small.</p>\n");
        html.WriteMarkup("<div class=\"pictures\">\n");
        foreach (var record in choice.Pictures)
        {
            html.WriteMarkup("<figure>");
            WritePicture(html, content, choice, record);
            html.WriteMarkup("<figcaption>");
            WriteText(html, record);
            WriteFacts(html, record);
            html.WriteMarkup("</figcaption></figure>\n");
        }

        html.WriteMarkup("</div>\n</section>\n");
    }

    /// <summary>A record's thumbnail, linked to the output picture.</summary>
    public static void WritePicture(HtmlWriter html, ReportContent content, ReportChoice choice, ReportRecord record)
    {
        if (record.Picture is not { } picture || !choice.Thumbnails.TryGetValue(picture.Name, out var thumbnail))
        {
            html.WriteMarkup("<div class=\"picture missing\">no picture</div>");
            return;
        }

        html.Write($"<a class=\"picture\" href=\"{content.LinkTo(content.PathOf(picture.Name))}\"><img src=\"{thumbnail}\" alt=\"The picture of {record.Record.Path}\" loading=\"lazy\"></a>");
    }

    /// <summary>What the record says.</summary>
    public static void WriteText(HtmlWriter html, ReportRecord record) => WriteText(html, record.Record, record.IsPersonal);

    /// <inheritdoc cref="WriteText(HtmlWriter, ReportRecord)"/>
    public static void WriteText(HtmlWriter html, Records.Record record, bool isPersonal)
    {
        var language = record.Language;
        if (isPersonal)
            html.WriteMarkup("<p class=\"hidden\">The text is not shown, as it holds personal data.</p>\n");
        else if (record.Caption is { } caption)
            html.Write($"<p class=\"caption\" lang=\"{language}\" dir=\"auto\">{Short(caption)}</p>\n");
        foreach (var turn in isPersonal ? [] : record.Messages)
            html.Write($"<p class=\"caption\" lang=\"{language}\" dir=\"auto\"><b>{turn.Role}</b> {Short(turn.Content)}</p>\n");
    }

    /// <summary>Its id, split, size and tokens.</summary>
    public static void WriteFacts(HtmlWriter html, ReportRecord record)
    {
        html.Write($"<p class=\"facts\"><code>{record.Name}</code><span>{record.Split}</span><span>{record.Record.Language}</span>");
        if (record.Picture is { } picture)
            html.Write($"<span>{FormattableString.Invariant($"{picture.Size.Width} × {picture.Size.Height}")}</span>");
        if (record.Tokens is { } tokens)
            html.Write($"<span>{FormattableString.Invariant($"{tokens.Total:N0} tokens: {tokens.Text:N0} text, {tokens.Picture:N0} picture")}</span>");
        html.WriteMarkup("</p>\n");
    }

    private static string Short(string text) => text.Length <= LongestText ? text : text[..LongestText] + "…";
}
