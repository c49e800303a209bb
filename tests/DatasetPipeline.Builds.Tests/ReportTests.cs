using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace DatasetPipeline.Builds.Tests;

/// <summary>obj/report.html, as an HTML parser sees it.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly TemporaryDataset _dataset = new();

    public ReportTests()
    {
        _dataset.Add("cart");
        _dataset.Add("login");
        _dataset.Write("train.yaml", $"model: {Repository.Root}/models/starter\nmax_length: 2048\n");
    }

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void The_page_shows_each_finding_at_its_file_with_its_code_s_page_and_the_picture_and_no_text_is_markup()
    {
        const string Caption = "The <img src=https://example.com/x> & the <script>alert(1)</script> stay text; the &lt; too.";
        _dataset.Write("dataset.yaml", "name: a <b> shop\nseverity: {DSP2008: warning, DSP2039: none}\n");
        _dataset.Write("images/markup.png", Png.Of(64, 48, "markup"));
        _dataset.Write("images/markup.yaml", $"id: \"markup'&amp;\"\ncaption: \"{Caption}\"\n");

        var build = _dataset.Build().Succeeds();

        var page = Page();
        Assert.Equal("a <b> shop", page.QuerySelector("h1")!.TextContent);
        Assert.Contains(Caption, page.QuerySelectorAll(".caption").Select(caption => caption.TextContent));
        Assert.Equal(
            build.Findings.Select(finding => $"images/{finding.File} {finding.Code} {finding.Line}:{finding.Column} {finding.Message}"),
            page.QuerySelectorAll("article.file .list li").Select(item => $"{item.Closest("article")!.QuerySelector("h3")!.TextContent} {item.QuerySelector(".code")!.TextContent} {item.QuerySelector(".place")!.TextContent} {item.QuerySelector("p")!.TextContent}"));
        Assert.All(page.QuerySelectorAll("a.code"), link => Assert.True(File.Exists(Path.Combine(_dataset["obj"], Uri.UnescapeDataString(link.GetAttribute("href")!))), link.OuterHtml));
        Assert.Single(page.QuerySelectorAll("article.file img"));
        Assert.Equal(2, page.QuerySelectorAll("#pictures img").Length);
        Assert.All(page.QuerySelectorAll("a.picture"), link => Assert.True(File.Exists(Path.Combine(_dataset["obj"], link.GetAttribute("href")!)), link.OuterHtml));
    }

    [Fact]
    public void The_page_is_whole_in_itself_runs_nothing_and_fetches_nothing()
    {
        _dataset.Build().Succeeds();

        var page = Page();
        Assert.Empty(page.QuerySelectorAll("script, link, iframe, object, embed, base, form"));
        Assert.All(page.QuerySelectorAll("[src]"), element => Assert.StartsWith("data:image/webp;base64,", element.GetAttribute("src"), StringComparison.Ordinal));
        Assert.DoesNotContain("http", page.DocumentElement.OuterHtml.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(page.All, element => element.Attributes.Any(attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal)));
        Assert.Equal("width=device-width, initial-scale=1", page.QuerySelector("meta[name=viewport]")!.GetAttribute("content"));
    }

    [Fact]
    public void A_build_that_fails_leaves_a_page_and_the_mended_one_the_page_of_before_also_where_nothing_else_is_to_do()
    {
        _dataset.Build().Succeeds();
        var good = File.ReadAllBytes(_dataset["obj/report.html"]);
        var caption = File.ReadAllText(_dataset["images/cart.yaml"]);

        _dataset.Write("images/cart.yaml", "caption: TODO\n");
        _dataset.Build().Fails();
        Assert.StartsWith("Not built. 1 error", Page().QuerySelector(".verdict")!.TextContent, StringComparison.Ordinal);

        _dataset.Write("images/cart.yaml", caption);
        _dataset.Build().Succeeds();
        Assert.Equal(good, File.ReadAllBytes(_dataset["obj/report.html"]));

        var everything = _dataset.Everything();
        _dataset.Build().Succeeds();
        Assert.Equal(everything, _dataset.Everything());

        File.Delete(_dataset["obj/report.html"]);
        _dataset.Build().Succeeds();
        Assert.Equal(good, File.ReadAllBytes(_dataset["obj/report.html"]));

        DotNet.Run(_dataset.Project, ["clean"]).Succeeds();
        Assert.False(File.Exists(_dataset["obj/report.html"]));
    }

    [Fact]
    public void A_secret_is_on_no_page_and_in_no_sarif_also_where_it_is_allowed()
    {
        const string Secret = "AKIAIOSFODNN7EXAMPLQ";
        _dataset.Write("dataset.yaml", $"name: shop\ndescription: The key is {Secret}.\n");
        _dataset.Write("images/key.png", Png.Of(64, 48, "key"));
        _dataset.Write("images/key.yaml", $"caption: The page shows the key {Secret} to everybody.\nallow: {{DSP6005: The key {Secret} is void.}}\n");

        _dataset.Build("-p:DatasetSarif=findings.sarif").Fails();

        Assert.Contains("DSP6005", File.ReadAllText(_dataset["findings.sarif"]), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, File.ReadAllText(_dataset["findings.sarif"]), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, File.ReadAllText(_dataset["obj/report.html"]), StringComparison.Ordinal);
        Assert.Equal(["The text is not shown, as it holds personal data."], Page().QuerySelectorAll(".hidden").Select(text => text.TextContent));
    }

    [Fact]
    public void Two_records_that_are_one_are_shown_side_by_side()
    {
        _dataset.Write("images/twin.yaml", "image: cart.png\n" + File.ReadAllText(_dataset["images/cart.yaml"]));

        var finding = Assert.Single(_dataset.Build().Fails().Findings, finding => finding.Code == "DSP5006");

        var pair = Assert.Single(Page().QuerySelectorAll("article.pair"));
        Assert.Equal(["cart", "twin"], pair.QuerySelectorAll("figure code").Select(id => id.TextContent));
        Assert.Equal(2, pair.QuerySelectorAll("img").Length);
        Assert.Equal($"DSP5006 {finding.Message}", pair.QuerySelector("article > p")!.TextContent);
    }

    [Fact]
    public void The_bars_count_every_sample_and_every_picture()
    {
        _dataset.Build().Succeeds();

        var charts = Page().QuerySelectorAll(".chart").ToList();

        Assert.Equal(["Tokens", "Picture sizes"], charts.Select(chart => chart.QuerySelector("h3")!.TextContent));
        Assert.All(charts, chart => Assert.Equal(2, chart.QuerySelectorAll(".bars b").Sum(count => int.Parse(count.TextContent))));
        Assert.Equal("64 × 48", charts[1].QuerySelector(".bars span")!.TextContent);
    }

    private IDocument Page() => new HtmlParser(new() { IsStrictMode = true }).ParseDocument(File.ReadAllText(_dataset["obj/report.html"]));
}
