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
    public void As_a_picture_it_shows_id_and_caption_of_each_in_English_and_Chinese_wrapped_and_shortened()
    {
        foreach (var name in (string[])["broken", "cart", "login", "personal"])
            _dataset.Delete(name);
        (string Name, string Caption)[] records =
        [
            ("a-空", ""),
            ("b", "The red box marks the total."),
            ("c", string.Concat(Enumerable.Repeat("The red box marks the total that the banner hides. ", 3)).Trim()),
            ("d", string.Concat(Enumerable.Repeat("红框标出了提交订单的按钮，客户点击之后会被扣款。", 30))),
            ("e", "🙂 \"It is \u202e odd\", said nobody.\t❄"),
        ];
        foreach (var (name, caption) in records)
        {
            _dataset.Write($"images/{name}.png", Png.Of(480, 300, "same"));
            _dataset.Write($"images/{name}.yaml", $"caption: {System.Text.Json.JsonSerializer.Serialize(caption)}\n");
        }

        Assert.Equal(0, DatasetCheck.RunCommand(_dataset.Folder, "sheet", "--out", "sheet.png").ExitCode);
        var first = File.ReadAllBytes(_dataset["sheet.png"]);
        Assert.Equal(0, DatasetCheck.RunCommand(_dataset.Folder, "sheet", "--out", "sheet.png").ExitCode);

        Assert.Equal(first, File.ReadAllBytes(_dataset["sheet.png"]));
        using var sheet = NetVips.Image.NewFromBuffer(first);
        var (width, height) = (sheet.Width / 3, sheet.Height / 2);
        Assert.Equal(500, width);
        int[] lines = [.. Enumerable.Range(0, 5).Select(cell => LinesBelow(sheet.Crop(cell % 3 * width, (cell / 3 * height) + 342, width, height - 342)))];
        Assert.Equal([0, 1, 3, 4, 1], lines);
        // A name over each, wherever the text ends.
        Assert.All(Enumerable.Range(0, 5), cell => Assert.Equal(1, LinesBelow(sheet.Crop(cell % 3 * width, cell / 3 * height, width, 38))));

        // Runs of rows with ink in them.
        static int LinesBelow(NetVips.Image part)
        {
            using (part)
            {
                var rows = part.WriteToMemory<byte>().Chunk(part.Width * part.Bands).Select(row => row.Any(value => value < 90)).ToList();
                // Dots and accents stand apart from their letters by a pixel or two.
                return Enumerable.Range(0, rows.Count).Count(y => rows[y] && !Enumerable.Range(Math.Max(0, y - 4), Math.Min(4, y)).Any(before => rows[before]));
            }
        }
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
