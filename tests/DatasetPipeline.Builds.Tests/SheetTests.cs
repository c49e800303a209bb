using System.Diagnostics;
using AngleSharp.Html.Parser;

namespace DatasetPipeline.Builds.Tests;

/// <summary>The real <c>dotnet dataset sheet</c>.</summary>
public sealed class SheetTests : IDisposable
{
    private readonly TemporaryDataset _dataset = new();

    public SheetTests()
    {
        _dataset.Add("cart");
        _dataset.Add("login");
        _dataset.Write("images/broken.yaml", "id: \"<b>broken\"\ncaption: The <script>alert(1)</script> is text.\n");
        _dataset.Write("images/broken.png", Png.Of(64, 48, "broken")[..^30]);
        _dataset.Write("images/personal.png", Png.Of(64, 48, "personal"));
        _dataset.Write("images/personal.yaml", "caption: The red box marks anna.kowalska@gmail.com, where the receipt went.\n");
    }

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void The_page_shows_each_record_runs_nothing_fetches_nothing_and_is_the_same_each_time()
    {
        var made = DatasetCheck.RunCommand(_dataset.Folder, "sheet");
        var first = File.ReadAllBytes(_dataset["sheet.html"]);
        _dataset.Build().Fails();
        var again = DatasetCheck.RunCommand(_dataset["images"], "sheet", "..", "--out", "../sheet.html", "--json");

        Assert.Equal((0, "sheet.html: 4 records\n"), (made.ExitCode, made.Output));
        Assert.Equal(first, File.ReadAllBytes(_dataset["sheet.html"]));
        Assert.Equal(["<b>broken", "cart", "login", "personal.yaml"], again.Json["records"]!.AsArray().Select(id => (string)id!));
        var page = new HtmlParser().ParseDocument(File.ReadAllText(_dataset["sheet.html"]));
        Assert.Equal(["<b>broken", "cart", "login", "images/personal.yaml".Split('/')[1]], page.QuerySelectorAll("figure code").Select(id => id.TextContent));
        Assert.Equal(3, page.QuerySelectorAll("figure img").Length);
        Assert.Contains("cut short", page.QuerySelector(".missing")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("script, link, iframe, object, embed, base, form"));
        Assert.All(page.QuerySelectorAll("[src]"), element => Assert.StartsWith("data:image/png;base64,", element.GetAttribute("src"), StringComparison.Ordinal));
        Assert.DoesNotContain("kowalska", page.DocumentElement.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_changed_since_a_commit_is_on_it_committed_or_not()
    {
        Git("init", "-q", "-b", "main");
        _dataset.Write(".gitignore", "obj/\nbin/\nsheet.*\n");
        Git("add", ".");
        Git("commit", "-qm", "one");
        Git("checkout", "-qb", "work");
        _dataset.Write("images/cart.png", Png.Of(64, 48, "cart again"));
        Git("commit", "-qam", "two");
        _dataset.Delete("login");
        _dataset.Add("名 [new]");

        var sheet = DatasetCheck.RunCommand(_dataset.Folder, "sheet", "--changed-since", "main", "--json");
        var nothing = DatasetCheck.RunCommand(_dataset.Folder, "sheet", "--changed-since", "--output=x", "--json");

        Assert.Equal(["cart", "名 [new]"], sheet.Json["records"]!.AsArray().Select(id => (string)id!));
        Assert.Equal(["login.yaml"], sheet.Json["removed"]!.AsArray().Select(path => (string)path!));
        Assert.NotEqual(0, nothing.ExitCode);
        Assert.Contains("DSP9015", DatasetCheck.RunCommand(_dataset.Folder, "sheet", "--changed-since", "nope").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void As_a_picture_it_has_a_number_on_each_and_the_numbers_are_listed()
    {
        var made = DatasetCheck.RunCommand(_dataset.Folder, "sheet", "--out", "sheet.png");

        Assert.Matches(@"^ {3}1  <b>broken  The <script>.*\n {3}2  cart  The red box .*\n {3}3  login  .*\n {3}4  personal.yaml  \(holds personal data\)\nsheet\.png: 4 records\n$", made.Output);
        using var picture = NetVips.Image.NewFromFile(_dataset["sheet.png"]);
        Assert.Equal(2 * 500, picture.Width);
        Assert.Equal(2, DatasetCheck.RunCommand(_dataset.Folder, "sheet", "--out", "sheet.gif").ExitCode);
    }

    [Fact]
    public void What_a_record_crops_away_or_may_have_meant_to_hide_is_not_on_it()
    {
        foreach (var name in (string[])["broken", "cart", "login", "personal"])
            _dataset.Delete(name);
        using var white = NetVips.Image.Black(64, 48, bands: 3).Linear([1, 1, 1], [255, 255, 255], uchar: true).Copy(interpretation: NetVips.Enums.Interpretation.Srgb);
        using var picture = white.Mutate(image => image.DrawRect([0, 200, 0], 40, 0, 24, 48, fill: true));
        foreach (var (name, hidden) in (IEnumerable<(string, string)>)[("crop", "crop: [0, 0, 40, 48]"), ("redact", "redact: [{box: [40, 0, 24, 48]}]"), ("wrong", "redact: [{box: [40, 0, 24]}]")])
        {
            _dataset.Write($"images/{name}.png", picture.PngsaveBuffer());
            _dataset.Write($"images/{name}.yaml", $"caption: The cart is empty.\n{hidden}\n");
        }

        Assert.Equal(0, DatasetCheck.RunCommand(_dataset.Folder, "sheet", "--out", "sheet.png").ExitCode);
        Assert.Equal(0, DatasetCheck.RunCommand(_dataset.Folder, "sheet").ExitCode);

        var page = new HtmlParser().ParseDocument(File.ReadAllText(_dataset["sheet.html"]));
        var pictures = page.QuerySelectorAll("figure img").Select(image => Convert.FromBase64String(image.GetAttribute("src")!.Split(',')[1])).Append(File.ReadAllBytes(_dataset["sheet.png"])).ToList();
        Assert.Equal(3, pictures.Count);
        Assert.All(pictures, file =>
        {
            using var shown = NetVips.Image.NewFromBuffer(file);
            Assert.DoesNotContain(shown.WriteToMemory<byte>().Chunk(shown.Bands), pixel => pixel[1] > pixel[0] + 60);
        });
        Assert.Contains("what it hides is not known", page.QuerySelector(".missing")!.TextContent, StringComparison.Ordinal);
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "user.name=x", "-c", "user.email=x@example.com", .. arguments]) { WorkingDirectory = _dataset.Folder })!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
