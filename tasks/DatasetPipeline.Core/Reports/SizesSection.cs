using System.Globalization;
using DatasetPipeline.Builds;

namespace DatasetPipeline.Reports;

/// <summary>How many samples have how many tokens, and how many pictures which size.</summary>
internal static class SizesSection
{
    private const int MostSizes = 8;

    public static void Write(HtmlWriter html, ReportContent content)
    {
        html.WriteMarkup("<section id=\"sizes\">\n<h2>Sizes</h2>\n<div class=\"charts\">\n");
        var limit = content.Build.Tokens?.Limit is { } most ? FormattableString.Invariant($"Samples by their tokens, text and picture; max_length is {most:N0}.") : "Samples by their tokens, text and picture.";
        WriteBars(html, "Tokens", content.Build.Tokens is null ? "Not counted, as there is no train.yaml whose model can be used." : limit, Ranges(content.Build.Tokens));

        var sizes = content.Records.Where(record => record.Picture is not null).DistinctBy(record => record.Picture!.Name).Select(record => record.Picture!.Size).ToList();
        var different = sizes.GroupBy(size => size).OrderByDescending(size => size.Count()).ThenByDescending(size => size.Key.Width).ThenByDescending(size => size.Key.Height).ToList();
        if (different.Count <= MostSizes)
            WriteBars(html, "Picture sizes", "Output pictures by width × height in pixels.", different.Select(size => (FormattableString.Invariant($"{size.Key.Width} × {size.Key.Height}"), size.Count())).ToList());
        else
            WriteBars(html, "Picture sizes", FormattableString.Invariant($"Output pictures by their longer side in pixels; there are {different.Count:N0} different sizes."), Ranges(Histogram.Of(sizes.Select(size => Math.Max(size.Width, size.Height)).ToList())));
        html.WriteMarkup("</div>\n</section>\n");
    }

    private static List<(string Label, int Count)> Ranges(Histogram? histogram) => histogram is null ? [] : histogram.Ranges
        .Select(range => (range.From == range.To ? FormattableString.Invariant($"{range.From}") : FormattableString.Invariant($"{range.From}–{range.To}"), range.Count))
        .ToList();

    private static void WriteBars(HtmlWriter html, string title, string note, List<(string Label, int Count)> bars)
    {
        html.Write($"<div class=\"chart\"><h3>{title}</h3>\n<p>{note}</p>\n<ol class=\"bars\">\n");
        var most = bars.Select(bar => bar.Count).DefaultIfEmpty(1).Max();
        foreach (var (label, count) in bars)
        {
            var share = (100.0 * count / most).ToString("0.##", CultureInfo.InvariantCulture);
            html.Write($"<li><span>{label}</span><i><u style=\"width:{share}%\"></u></i><b>{count}</b></li>\n");
        }

        html.WriteMarkup("</ol></div>\n");
    }
}
