using System.Diagnostics;

namespace DatasetPipeline.Builds.Tests;

/// <summary>The real <c>dotnet dataset redact</c>, with a real git.</summary>
public sealed class RedactTests : IDisposable
{
    private const string Record = "# first\ncaption: The red box marks the total that the customer pays.  # c\nmarks:\n  - box: [4, 4, 20, 10]\nredact:\n  - box: [30, 20, 20, 10]\n    reason: customer name\n\n# last\nlicense: CC0-1.0\n";

    private readonly TemporaryDataset _dataset = new();

    public RedactTests()
    {
        _dataset.Write("images/cart.png", [.. Png.Of(64, 48, "cart"), .. "Anna K."u8]);
        _dataset.Write("images/cart.yaml", Record);
    }

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void The_picture_loses_what_the_build_hid_the_record_its_redaction_alone_and_the_outputs_stay_as_they_were()
    {
        _dataset.Build().Succeeds();
        var before = OutputPixels();

        var redacted = Redact();
        var again = Redact();

        Assert.Equal((0, ""), (redacted.ExitCode, redacted.Error));
        Assert.Contains("images/cart.png: 1 place covered, cart.yaml changed\n", redacted.Output, StringComparison.Ordinal);
        Assert.Equal("0 pictures redacted\n", again.Output);
        Assert.Equal(Record.Replace("redact:\n  - box: [30, 20, 20, 10]\n    reason: customer name\n", "", StringComparison.Ordinal), File.ReadAllText(_dataset["images/cart.yaml"]));
        _dataset.Build().Succeeds();
        Assert.Equal(before, OutputPixels());
        using var picture = NetVips.Image.NewFromBuffer(File.ReadAllBytes(_dataset["images/cart.png"]));
        Assert.All(picture.Crop(30, 20, 20, 10).WriteToMemory<byte>(), value => Assert.Equal(0, value));
        Assert.DoesNotContain("Anna", File.ReadAllText(_dataset["images/cart.png"], System.Text.Encoding.Latin1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mosaic")]
    [InlineData("blur")]
    public void A_mosaic_and_a_blur_are_baked_as_the_build_draws_them_and_the_original_is_gone(string method)
    {
        var original = Noise(240, 160);
        _dataset.Write("images/cart.png", original.PngsaveBuffer());
        _dataset.Write("images/cart.yaml", $"caption: The photo shows the customer beside the parcel.\nredact:\n  - {{box: [30, 20, 90, 60], method: {method}}}\nallow: {{DSP6020: a face}}\n");
        _dataset.Build().Succeeds();
        var before = OutputPixels();

        var redacted = Redact();
        var file = File.ReadAllBytes(_dataset["images/cart.png"]);
        var again = Redact();

        Assert.Equal((0, ""), (redacted.ExitCode, redacted.Error));
        Assert.StartsWith("images/cart.png: 1 place covered, cart.yaml changed\n", redacted.Output, StringComparison.Ordinal);
        Assert.Equal("0 pictures redacted\n", again.Output);
        Assert.Equal(file, File.ReadAllBytes(_dataset["images/cart.png"]));
        using var picture = NetVips.Image.NewFromBuffer(file);
        var (hidden, left) = (Pixels(original, 30, 20, 90, 60), picture.WriteToMemory<byte>());
        // No four pixels of a row of it are anywhere in the picture.
        Assert.All(Enumerable.Range(0, hidden.Length / 30), i => Assert.Equal(-1, left.AsSpan().IndexOf(hidden.AsSpan(i * 30, 12))));
        Assert.Equal(Pixels(original, 120, 0, 120, 160), Pixels(picture, 120, 0, 120, 160));
        // Nothing would need the allowance any more.
        _dataset.Write("images/cart.yaml", File.ReadAllText(_dataset["images/cart.yaml"]).Replace("allow: {DSP6020: a face}\n", "", StringComparison.Ordinal));
        _dataset.Build().Succeeds();
        Assert.Equal(before, OutputPixels());
    }

    [Fact]
    public void What_all_records_of_a_picture_crop_away_is_covered_and_outputs_and_records_stay_as_they_were()
    {
        var original = Noise(240, 160);
        _dataset.Write("images/cart.png", [.. original.PngsaveBuffer(), .. "Anna K."u8]);
        const string Left = "caption: The red box marks the parcel that the driver has put down.\nsource: s\ncrop: [20, 10, 60, 100]\nmarks:\n  - box: [30, 30, 20, 20]\n";
        const string Right = "caption: A customer signs on the right.\nsource: s\nimage: cart.png\ncrop: [60, 40, 100.5, 100]\nredact: [{box: [100, 60, 30, 30]}]\n";
        _dataset.Write("images/cart.yaml", Left);
        _dataset.Write("images/right.yaml", Right);
        _dataset.Build().Succeeds();
        var before = AllOutputPixels();

        var dry = Redact("--dry-run");
        Assert.Equal("Anna K.", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(_dataset["images/cart.png"])[^7..]));
        var redacted = Redact();
        var file = File.ReadAllBytes(_dataset["images/cart.png"]);
        var again = Redact("--json");

        Assert.Contains("images/cart.png: 2 places would be covered, right.yaml changed\n", dry.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (redacted.ExitCode, redacted.Error));
        Assert.Empty(again.Json["redacted"]!.AsArray());
        Assert.Equal(file, File.ReadAllBytes(_dataset["images/cart.png"]));
        Assert.Equal(Left, File.ReadAllText(_dataset["images/cart.yaml"]));
        Assert.Equal(Right.Replace("redact: [{box: [100, 60, 30, 30]}]\n", "", StringComparison.Ordinal), File.ReadAllText(_dataset["images/right.yaml"]));
        using var picture = NetVips.Image.NewFromBuffer(file);
        var (was, now) = (Pixels(original, 0, 0, 240, 160), Pixels(picture, 0, 0, 240, 160));
        for (var i = 0; i < now.Length; i++)
        {
            var (x, y) = (i / 3 % 240, i / 3 / 240);
            var isShown = (x is >= 20 and < 80 && y is >= 10 and < 110) || (x is >= 60 and < 160 && y is >= 40 and < 140);
            Assert.True(now[i] == (isShown && !(x is >= 100 and < 130 && y is >= 60 and < 90) ? was[i] : 0), $"at {x}, {y}");
        }

        _dataset.Build().Succeeds();
        Assert.Equal(before, AllOutputPixels());
    }

    [Fact]
    public void What_one_record_crops_away_and_another_shows_stays()
    {
        _dataset.Write("images/cart.yaml", "caption: The left half shows the parcel.\nsource: s\ncrop: [2, 1, 30, 30]\n");
        _dataset.Write("images/all.yaml", "caption: A customer signs on the right.\nsource: s\nimage: cart.png\n");
        var original = File.ReadAllBytes(_dataset["images/cart.png"]);

        Assert.Equal("0 pictures redacted\n", Redact().Output);
        Assert.Equal(original, File.ReadAllBytes(_dataset["images/cart.png"]));

        _dataset.Write("images/cart.yaml", "caption: The left half shows the parcel.\nsource: s\ncrop: [2, 1, 63, 30]\n");
        File.Delete(_dataset["images/all.yaml"]);
        Assert.Contains("cart.yaml(3,7): error DSP3001: ", Redact().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_that_share_a_picture_change_with_it_and_one_that_is_no_PNG_becomes_one()
    {
        using var picture = NetVips.Image.NewFromBuffer(Png.Of(64, 48, "photo"));
        _dataset.Write("images/photo.jpg", picture.JpegsaveBuffer());
        _dataset.Write("images/a.yaml", "caption: The red box marks the price that the shop rounds up.\nimage: photo.jpg\nsource: photo\nmarks:\n  - box: [4, 4, 20, 10]\nredact:\n  - box: [30, 20, 20, 10]\n");
        _dataset.Write("images/b.yaml", "image: 'photo.jpg' # the same\ncaption: The red box marks the button that does nothing at all.\nsource: photo\nmarks:\n  - box: [2, 4, 20, 10]\n");

        var redacted = Redact("a", "--json");

        Assert.Equal(0, redacted.ExitCode);
        Assert.Equal(["a.yaml", "b.yaml"], redacted.Json["redacted"]![0]!["records"]!.AsArray().Select(record => Path.GetFileName((string)record!)));
        Assert.Equal("image: 'photo.png' # the same", File.ReadLines(_dataset["images/b.yaml"]).First());
        Assert.Equal(["a.yaml", "b.yaml", "cart.png", "cart.yaml", "photo.png"], Directory.GetFiles(_dataset["images"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Record, File.ReadAllText(_dataset["images/cart.yaml"]));
        _dataset.Build().Succeeds();
    }

    [Fact]
    public void What_git_still_holds_is_said_with_the_commands_that_take_it_out()
    {
        Git("init", "-q");
        File.WriteAllText(_dataset[".gitignore"], "obj/\nbin/\n");
        Assert.Contains("git does not know the original", Redact("--dry-run").Output, StringComparison.Ordinal);
        Git("add", ".");
        Assert.Contains("git add has stored it", Redact("--dry-run").Output, StringComparison.Ordinal);
        Git("commit", "-qm", "one");
        var first = Git("rev-parse", "HEAD:images/cart.png").Trim();
        _dataset.Write("images/cart.png", Png.Of(64, 48, "other"));
        Git("commit", "-qam", "two");
        var second = Git("rev-parse", "HEAD:images/cart.png").Trim();

        var redacted = Redact();

        Assert.Contains("git holds the original: 2 commits changed it", redacted.Output, StringComparison.Ordinal);
        Assert.Contains($"printf '%s\\n' {string.Join(' ', new[] { first, second }.Order(StringComparer.Ordinal))} > originals.txt\n", redacted.Output, StringComparison.Ordinal);
        Assert.Equal(" M images/cart.png\n M images/cart.yaml\n", Git("status", "--short"));
    }

    [Fact]
    public void What_cannot_be_redacted_is_told_and_stays_as_it_was()
    {
        _dataset.Write("images/out.png", Png.Of(64, 48, "out"));
        _dataset.Write("images/out.yaml", "caption: A.\nredact:\n  - box: [60, 20, 20, 10]\n");
        _dataset.Write("images/flow.png", Png.Of(64, 48, "flow"));
        _dataset.Write("images/flow.yaml", "{caption: A., redact: [{box: [1, 1, 5, 5]}]}\n");
        var (outside, flow) = (File.ReadAllBytes(_dataset["images/out.png"]), File.ReadAllBytes(_dataset["images/flow.png"]));

        var redacted = Redact();
        var unknown = Redact("kart");

        Assert.Equal(1, redacted.ExitCode);
        Assert.Contains("flow.yaml(1,15): error DSP9015: ", redacted.Output, StringComparison.Ordinal);
        Assert.Contains("out.yaml(3,10): error DSP3001: ", redacted.Output, StringComparison.Ordinal);
        Assert.Contains("1 picture redacted, 2 findings", redacted.Output, StringComparison.Ordinal);
        Assert.Equal(outside, File.ReadAllBytes(_dataset["images/out.png"]));
        Assert.Equal(flow, File.ReadAllBytes(_dataset["images/flow.png"]));
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("error DSP9015: \"kart\" is neither a record of this dataset, nor its picture, nor its id; did you mean \"cart\"?", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Killed_at_any_moment_picture_and_record_agree_after_the_next_command()
    {
        var original = File.ReadAllBytes(_dataset["images/cart.png"]);
        var random = new Random(3);
        for (var kill = 0; kill < Slow.Times(4, 12); kill++)
        {
            _dataset.Write("images/cart.png", original);
            _dataset.Write("images/cart.yaml", Record);
            using var redact = DatasetCheck.BeginCommand(_dataset.Folder, "redact");
            if (kill % 2 == 1)
                SpinWait.SpinUntil(() => Directory.Exists(_dataset["obj/dataset/changes"]) || redact.HasExited, TimeSpan.FromSeconds(20));
            Thread.Sleep(random.Next(kill % 2 == 1 ? 15 : 500));
            redact.Kill(entireProcessTree: true);
            DatasetCheck.Finish(redact);

            DatasetCheck.Run(_dataset.Folder);

            var isCovered = !File.ReadAllBytes(_dataset["images/cart.png"]).AsSpan().SequenceEqual(original);
            Assert.Equal(!isCovered, File.ReadAllText(_dataset["images/cart.yaml"]).Contains("redact:", StringComparison.Ordinal));
        }
    }

    // No two pixels near each other are the same.
    private static NetVips.Image Noise(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(7).NextBytes(pixels);
        return NetVips.Image.NewFromMemoryCopy(pixels, width, height, 3, NetVips.Enums.BandFormat.Uchar).Copy(interpretation: NetVips.Enums.Interpretation.Srgb);
    }

    private static byte[] Pixels(NetVips.Image picture, int left, int top, int width, int height)
    {
        using var part = picture.Crop(left, top, width, height);
        return part.WriteToMemory<byte>();
    }

    private List<string> AllOutputPixels() => Directory.GetFiles(_dataset["bin/dataset/images"]).Select(file =>
    {
        using var picture = NetVips.Image.NewFromBuffer(File.ReadAllBytes(file));
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(picture.WriteToMemory<byte>()));
    }).Order(StringComparer.Ordinal).ToList();

    private CheckResult Redact(params string[] arguments) => DatasetCheck.RunCommand(_dataset.Folder, ["redact", .. arguments]);

    private byte[] OutputPixels()
    {
        using var picture = NetVips.Image.NewFromBuffer(File.ReadAllBytes(Assert.Single(Directory.GetFiles(_dataset["bin/dataset/images"]))));
        return picture.WriteToMemory<byte>();
    }

    private string Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "user.name=x", "-c", "user.email=x@example.com", .. arguments]) { WorkingDirectory = _dataset.Folder, RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return output;
    }
}
