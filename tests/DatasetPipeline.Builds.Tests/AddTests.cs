using System.Diagnostics;

namespace DatasetPipeline.Builds.Tests;

/// <summary>The real <c>dotnet dataset add</c>, and builds of what it leaves.</summary>
public sealed class AddTests : IDisposable
{
    private readonly TemporaryDataset _dataset = new();
    private readonly string _shots = Directory.CreateTempSubdirectory("shots-").FullName;

    public void Dispose()
    {
        _dataset.Dispose();
        Directory.Delete(_shots, recursive: true);
    }

    [Fact]
    public void A_capture_becomes_a_record_that_builds_and_the_second_gets_the_next_name()
    {
        var added = Add(Shot("first.PNG"), "--caption", "The red box marks the total, which leaves the delivery fee out.", "--source", "cart", "--mark", "box:4,4,20,10", "--annotator", "wei.li");
        var second = Add(Shot("second.png"), "--caption", "红框标出了提交按钮，点击后没有任何反应。", "--mark", "box:4,4,20,10:red", "--annotator", "wei.li");

        Assert.Equal((0, ""), (added.ExitCode, added.Error));
        Assert.Equal(0, second.ExitCode);
        Assert.Equal(["img_001.png", "img_001.yaml", "img_002.png", "img_002.yaml"], Images());
        Assert.Equal(
            $"caption: The red box marks the total, which leaves the delivery fee out.\nsource: cart\nannotator: wei.li\nannotated: {DateTime.Now:yyyy-MM-dd}\nmarks:\n  - box: [4, 4, 20, 10]\n",
            File.ReadAllText(_dataset["images/img_001.yaml"]));
        _dataset.Build().Succeeds();
        Assert.DoesNotContain("rror", _dataset.Build("-warnaserror").Succeeds().Output.Replace("0 Error(s)", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void What_other_readers_of_yaml_take_for_something_else_is_put_into_quotes()
    {
        Add(Shot("a.png"), "--caption", "The total leaves the delivery fee out.", "--source", "2026-01-01", "--annotator", "yes");

        Assert.Contains("source: '2026-01-01'\nannotator: 'yes'\n", File.ReadAllText(_dataset["images/img_001.yaml"]), StringComparison.Ordinal);
        Assert.Empty(_dataset.Build().Succeeds().Findings);
    }

    [Fact]
    public void Without_a_caption_the_record_waits_and_the_build_points_where_the_command_did()
    {
        var added = Add(Shot("a.png"));

        var place = _dataset["images/img_001.yaml(2,10): "];
        Assert.Equal(0, added.ExitCode);
        Assert.Contains($"\n{place}the caption is to be written here\n", added.Output, StringComparison.Ordinal);
        Assert.Contains($"{place}error DSP2001: ", _dataset.Build().Fails().Output, StringComparison.Ordinal);
        Assert.Single(_dataset.Build().Findings);
    }

    [Fact]
    public void What_the_build_would_refuse_is_refused_with_its_codes_all_of_it_and_hinders_nothing_else()
    {
        var whole = Shot("good.png");
        File.WriteAllText(Path.Combine(_shots, "page.png"), "<!doctype html><html>");
        File.WriteAllText(Path.Combine(_shots, "lfs.png"), "version https://git-lfs.github.com/spec/v1\n");
        File.WriteAllBytes(Path.Combine(_shots, "cut.png"), File.ReadAllBytes(whole)[..^40]);
        File.WriteAllBytes(Path.Combine(_shots, "empty.png"), []);

        var added = Add([.. Directory.GetFiles(_shots).Order(StringComparer.Ordinal), Path.Combine(_shots, "none.png"), "--mark", "box:4,4,20,10", "--json"]);

        Assert.Equal(1, added.ExitCode);
        Assert.Equal([whole], added.Json["added"]!.AsArray().Select(one => (string)one!["from"]!));
        Assert.Equal(
            ["cut.png DSP4007", "empty.png DSP4002", "lfs.png DSP4003", "page.png DSP4004", "none.png DSP4001"],
            added.Json["refused"]!.AsArray().Select(one => $"{Path.GetFileName((string)one!["from"]!)} {string.Join(' ', one["findings"]!.AsArray().Select(finding => (string)finding!["code"]!))}"));
        Assert.Equal(["img_001.png", "img_001.yaml"], Images());

        var caption = Add(Shot("other.png"), "--caption", "Because the password was wrong.", "--mark", "box:60,40,20,10");
        Assert.Equal(1, caption.ExitCode);
        Assert.Contains("other.png(1,1): error DSP2005: ", caption.Output, StringComparison.Ordinal);
        Assert.Contains("other.png(1,1): error DSP3001: ", caption.Output, StringComparison.Ordinal);
        Assert.Equal(["img_001.png", "img_001.yaml"], Images());
    }

    [Fact]
    public void A_picture_that_is_there_already_is_told_of()
    {
        _dataset.Write("dataset.yaml", "name: shop\nsplits: {train: 1, test: 0}\n");
        _dataset.Add("cart");
        File.Copy(_dataset["images/cart.png"], Path.Combine(_shots, "again.png"));

        var added = Add(Path.Combine(_shots, "again.png"));

        Assert.Contains(": warning DSP5002: the picture has the same pixels as images/cart.png of images/cart.yaml", added.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("obj/dataset/changes", added.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_kept_or_given_and_nothing_is_overwritten()
    {
        _dataset.Add("cart");
        var cart = Shot("cart.png");

        Assert.Equal(0, Add(cart, "--keep-name").ExitCode);
        Assert.Equal(0, Add(Shot("b.png"), "--name", "returns/step").ExitCode);
        Assert.Equal(0, Add(Shot("c.png"), Shot("d.png"), "--name", "returns/step").ExitCode);
        var taken = Add(Shot("e.png"), "--name", "CART");
        Assert.Contains("e.png(1,1): error DSP9015: images/ has something of the name \"CART\" already", taken.Output, StringComparison.Ordinal);
        Assert.Equal(2, Add(cart, "--name", "../out").ExitCode);
        Assert.Equal(2, Add(cart, "--nam", "x").ExitCode);
        Assert.Equal(2, Add().ExitCode);

        Assert.Equal(["cart-2.png", "cart-2.yaml", "cart.png", "cart.yaml", "returns/step.png", "returns/step.yaml", "returns/step_001.png", "returns/step_001.yaml", "returns/step_002.png", "returns/step_002.yaml"], Images());
    }

    [Fact]
    public void A_picture_that_lies_there_without_a_record_gets_one_where_it_is()
    {
        _dataset.Write("images/deep/lonely.png", [.. Png.Of(64, 48, "lonely"), .. "and Anna's secret"u8]);

        var added = DatasetCheck.RunCommand(_dataset.Folder, "add", "images/deep/lonely.png", "--mark", "box:4,4,20,10");
        var again = DatasetCheck.RunCommand(_dataset.Folder, "add", "images/deep/lonely.png");

        Assert.Equal(0, added.ExitCode);
        Assert.Equal(["deep/lonely.png", "deep/lonely.yaml"], Images());
        Assert.Equal(Png.Of(64, 48, "lonely"), File.ReadAllBytes(_dataset["images/deep/lonely.png"]));
        Assert.Contains("error DSP9015: this picture is in the dataset and has a record already", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dry_run_says_the_same_and_writes_nothing()
    {
        var shot = Shot("a.png");
        var dry = Add(shot, "--dry-run");
        var there = Directory.Exists(_dataset["images"]);

        var real = Add(shot);

        Assert.False(there);
        Assert.Equal(real.Output.Replace("1 picture added", "1 picture would be added", StringComparison.Ordinal), dry.Output);
    }

    [Fact]
    public void Inside_the_repository_an_editor_finds_the_schema()
    {
        var folder = Path.Combine(Repository.Root, "datasets", $"temporary-{Guid.NewGuid():n}");
        Directory.CreateDirectory(folder);
        try
        {
            File.Copy(Path.Combine(Repository.Root, "datasets", "checkout", "checkout.csproj"), Path.Combine(folder, "x.csproj"));
            File.WriteAllText(Path.Combine(folder, "dataset.yaml"), "name: x\n");

            Assert.Equal(0, DatasetCheck.RunCommand(folder, "add", Shot("a.png"), "--name", "deep/a").ExitCode);

            var line = File.ReadLines(Path.Combine(folder, "images", "deep", "a.yaml")).First();
            Assert.Equal("# yaml-language-server: $schema=../../../../schemas/record.schema.json", line);
            Assert.True(File.Exists(Path.Combine(folder, "images", "deep", line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..])));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Killed_at_any_moment_it_leaves_a_picture_with_its_record_or_neither()
    {
        var shots = Enumerable.Range(0, 20).Select(i => Shot($"{i:00}.png")).ToArray();
        var random = new Random(5);
        for (var kill = 0; kill < Slow.Times(4, 15); kill++)
        {
            using var add = DatasetCheck.BeginCommand(_dataset.Folder, ["add", .. shots]);
            // It takes about half a second; the second half of the kills fall where files move.
            if (kill % 2 == 1)
                SpinWait.SpinUntil(() => Directory.Exists(_dataset["obj/dataset/changes"]) || add.HasExited, TimeSpan.FromSeconds(20));
            Thread.Sleep(random.Next(kill % 2 == 1 ? 120 : 600));
            add.Kill(entireProcessTree: true);
            DatasetCheck.Finish(add);

            // The next command finishes what was begun.
            Assert.InRange(DatasetCheck.Run(_dataset.Folder).ExitCode, 0, 1);
            Assert.All(Images().GroupBy(Path.GetFileNameWithoutExtension), record => Assert.Equal(2, record.Count()));
            Assert.False(Directory.Exists(_dataset["obj/dataset/changes"]));
        }

        Assert.Equal(0, Add(Shot("last.png"), "--name", "last").ExitCode);
        Assert.All(Images().GroupBy(Path.GetFileNameWithoutExtension), record => Assert.Equal(2, record.Count()));
    }

    [Fact]
    public void A_change_that_was_written_down_is_finished_by_the_build_and_goes_nowhere_else()
    {
        _dataset.Add("login");
        _dataset.Write("obj/dataset/changes/0.png", Png.Of(64, 48, "cart"));
        _dataset.Write("obj/dataset/changes/1.yaml", "caption: The red box marks the total.\nmarks:\n  - box: [4, 4, 20, 10]\n");
        _dataset.Write("obj/dataset/changes/2.yaml", "bad");
        _dataset.Write("obj/dataset/changes/changes.json", """[{"staged":"0.png","path":"images/cart.png"},{"staged":"1.yaml","path":"images/cart.yaml"},{"staged":"2.yaml","path":"images/../dataset.yaml"},{"staged":null,"path":"shop.csproj"}]""");

        _dataset.Build().Succeeds();

        Assert.Equal(["cart.png", "cart.yaml", "login.png", "login.yaml"], Images());
        Assert.Equal("name: shop\n", File.ReadAllText(_dataset["dataset.yaml"]));
        Assert.True(File.Exists(_dataset.Project));
        Assert.False(Directory.Exists(_dataset["obj/dataset/changes"]));
    }

    [Fact]
    public void Watching_takes_whole_pictures_alone_waits_for_half_ones_and_ends_with_Ctrl_C()
    {
        Shot("old.png");
        using var watch = DatasetCheck.BeginCommand(_dataset.Folder, "add", "--watch", _shots, "--json", "--mark", "box:4,4,20,10");
        Assert.Contains("watching", watch.StandardError.ReadLine(), StringComparison.Ordinal);

        // Slowly, with pauses longer than any look at it.
        var content = Png.Of(300, 200, "slow");
        using (var slow = File.Create(Path.Combine(_shots, "slow.png")))
        {
            foreach (var part in content.Chunk((content.Length / 3) + 1))
            {
                slow.Write(part);
                slow.Flush();
                Thread.Sleep(900);
            }
        }

        Assert.Equal(["slow.png"], Added(watch.StandardOutput.ReadLine()!));
        File.WriteAllBytes(Path.Combine(_shots, "shot.png.part"), Png.Of(64, 48, "moved"));
        File.Move(Path.Combine(_shots, "shot.png.part"), Path.Combine(_shots, "moved.png"));
        Assert.Equal(["moved.png"], Added(watch.StandardOutput.ReadLine()!));
        File.WriteAllBytes(Path.Combine(_shots, "never.png"), content[..^100]);
        var refused = watch.StandardOutput.ReadLine()!;
        Assert.Contains("\"DSP4007\"", refused, StringComparison.Ordinal);

        using (var interrupt = Process.Start("kill", ["-INT", $"{watch.Id}"]))
            interrupt.WaitForExit();
        var ended = DatasetCheck.Finish(watch);
        Assert.Equal((0, ""), (ended.ExitCode, ended.Output));
        Assert.Equal(["img_001.png", "img_001.yaml", "img_002.png", "img_002.yaml"], Images());
        Assert.Equal(content, File.ReadAllBytes(_dataset["images/img_001.png"]));
        Assert.Equal(2, DatasetCheck.RunCommand(_dataset.Folder, "add", "--watch", _dataset["images"]).ExitCode);
    }

    [Fact]
    public void Marks_in_the_pixels_are_noted_and_count_where_a_caption_speaks_of_them()
    {
        _dataset.Write("dataset.yaml", "name: shop\nsplits: {train: 1, test: 0}\n");
        var (framed, filled) = (Path.Combine(_shots, "framed.png"), Path.Combine(_shots, "filled.png"));
        File.WriteAllBytes(framed, Painted(image =>
        {
            for (var i = 0; i < 4; i++)
                image.DrawRect([230, 20, 20], 40 + i, 30 + i, 160 - (2 * i), 60 - (2 * i), fill: false);
        }));
        File.WriteAllBytes(filled, Painted(image => image.DrawRect([230, 20, 20], 0, 0, 300, 40, fill: true)));

        var there = Add(framed, "--caption", "The red box marks the total, which leaves the delivery fee out.");
        var missing = Add(filled, "--caption", "The red box holds the name of a customer who has moved away.");

        Assert.Contains("images/img_001.png: its pixels seem to hold red box, 40, 30, 160, 60\n", there.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n# drawn in: red box, 40, 30, 160, 60\n", File.ReadAllText(_dataset["images/img_001.yaml"]), StringComparison.Ordinal);
        Assert.DoesNotContain("DSP", there.Output, StringComparison.Ordinal);
        Assert.Contains("img_002.yaml(1,10): warning DSP2038: the caption speaks of \"red box\"", missing.Output, StringComparison.Ordinal);
        Assert.Equal(["DSP2038"], _dataset.Build().Succeeds().Findings.Select(finding => finding.Code));
        Assert.Equal(["DSP2038"], _dataset.Build().Succeeds().Findings.Select(finding => finding.Code));
    }

    private static byte[] Painted(Action<NetVips.MutableImage> paint)
    {
        using var black = NetVips.Image.Black(300, 200, bands: 3);
        using var paper = black.Linear([1, 1, 1], [250, 250, 250], uchar: true);
        using var painted = paper.Mutate(paint);
        return painted.PngsaveBuffer();
    }

    private static IEnumerable<string?> Added(string json) =>
        System.Text.Json.Nodes.JsonNode.Parse(json)!["added"]!.AsArray().Select(one => Path.GetFileName((string)one!["from"]!));

    private CheckResult Add(params string[] arguments) => DatasetCheck.RunCommand(_dataset.Folder, ["add", .. arguments]);

    private string Shot(string name)
    {
        var path = Path.Combine(_shots, name);
        File.WriteAllBytes(path, Png.Of(64, 48, name));
        return path;
    }

    private string[] Images() => Directory.Exists(_dataset["images"])
        ? [.. Directory.GetFiles(_dataset["images"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_dataset["images"], path)).Order(StringComparer.Ordinal)]
        : [];
}
