using DatasetPipeline.Builds;
using DatasetPipeline.Core.Tests.Images;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using NetVips;

namespace DatasetPipeline.Core.Tests.Duplicates;

/// <summary>The screens of the sample dataset, and what may happen to one of them between two captures.</summary>
public sealed class DuplicatePictureTests : IDisposable
{
    private static readonly string Screens = Path.Combine(Root(AppContext.BaseDirectory), "datasets", "checkout", "images");

    private readonly TemporaryFolder _folder = new();
    private int _records;

    public DuplicatePictureTests() => _folder.Write("dataset.yaml", "name: shop\nsplits: {train: 1}\n");

    public static TheoryData<string> Changes => [.. Changed.Keys];

    private static Dictionary<string, Func<Image, byte[]>> Changed { get; } = new(StringComparer.Ordinal)
    {
        ["JPEG"] = screen => screen.JpegsaveBuffer(q: 75),
        ["three quarters of the size"] = screen => screen.Resize(0.75).PngsaveBuffer(),
        ["a part cut off"] = screen => screen.Crop(0, 37, screen.Width - 50, screen.Height - 37).PngsaveBuffer(),
        ["a red box"] = screen => Boxed(screen).PngsaveBuffer(),
        ["a red box, a part cut off, WebP"] = screen => Boxed(screen).Crop(11, 0, screen.Width - 30, screen.Height - 20).WebpsaveBuffer(q: 80),
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Different_screens_of_one_program_are_no_duplicates()
    {
        foreach (var screen in Directory.GetFiles(Screens, "*.png"))
            Add(Path.GetFileName(screen), File.ReadAllBytes(screen));

        Assert.True(_records >= 15);
        Assert.Empty(Build());
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_screen_that_was_changed_is_told_to_be_nearly_the_other(string change)
    {
        foreach (var screen in Directory.GetFiles(Screens, "*.png"))
            Add(Path.GetFileName(screen), File.ReadAllBytes(screen));
        foreach (var name in new[] { "cart", "order-list", "dashboard" })
        {
            using var screen = Image.NewFromFile(Path.Combine(Screens, name + ".png"));
            Add($"z-{name}{EndingOf(change)}", Changed[change](screen));
        }

        Assert.Equal(["z-cart.yaml(1,1) DSP5003", "z-dashboard.yaml(1,1) DSP5003", "z-order-list.yaml(1,1) DSP5003"], Build());
        Assert.Contains("the picture is nearly images/cart.png of images/cart.yaml: ", Run().Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a part cut off")]
    [InlineData("three quarters of the size")]
    [InlineData("a red box, a part cut off, WebP")]
    public void What_all_screens_of_a_form_have_in_common_makes_no_two_of_them_alike_when_one_is_changed(string change)
    {
        for (var form = 1; form < 10; form++)
        {
            using var filled = Form(form);
            Add($"form-{form}.png", filled.PngsaveBuffer());
        }

        using var another = Form(0);
        // It comes first, and it comes last: each of two pictures is once the one that the other is compared with.
        Add($"a-changed{EndingOf(change)}", Changed[change](another));
        Add($"z-changed{EndingOf(change)}", Changed[change](another));
        Assert.Equal(["z-changed.yaml(1,1) DSP5002"], Build());

        using var known = Form(5);
        Add($"zz-changed{EndingOf(change)}", Changed[change](known));
        Assert.Equal(["z-changed.yaml(1,1) DSP5002", "zz-changed.yaml(1,1) DSP5003"], Build());
        Assert.Contains("nearly images/form-5.png", Messages()[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_pixels_are_one_picture_whatever_the_files_type_and_metadata()
    {
        using var screen = Image.NewFromFile(Path.Combine(Screens, "cart.png"));
        Add("a.png", screen.PngsaveBuffer());
        Add("b.webp", screen.WebpsaveBuffer(lossless: true));
        Add("c.tiff", screen.Mutate(image => image.Set(GValue.GStrType, "exif-ifd0-Artist", "nobody")).TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Deflate));
        Add("d.png", screen.PngsaveBuffer());

        Assert.Equal(["b.yaml(1,1) DSP5002", "c.yaml(1,1) DSP5002", "d.yaml(1,1) DSP5002"], Build());
    }

    [Theory]
    [InlineData("source: cart\n", "source: cart\n")]
    [InlineData("", "image: a.png\n")]
    public void What_is_declared_to_belong_together_is_not_told(string first, string second)
    {
        Add("a.png", Screen("cart"), first);
        Add("b.png", Screen("cart"), second);
        if (second.StartsWith("image", StringComparison.Ordinal))
            File.Delete(Path.Combine(_folder.Path, "images", "b.png"));

        Assert.Empty(Build());
    }

    [Fact]
    public void One_that_is_on_both_sides_of_the_split_fails_the_build()
    {
        // The sides that the hashes of these two names are on.
        _folder.Write("dataset.yaml", "name: shop\nsplits: {train: 0.8, test: 0.2}\n");
        using var screen = Image.NewFromFile(Path.Combine(Screens, "cart.png"));
        Add("cart.png", Screen("cart"));
        Add("order.png", screen.Resize(0.8).PngsaveBuffer());

        var finding = Assert.Single(Run().Diagnostics);

        Assert.Equal((Codes.PictureOnBothSides, Severity.Error), (finding.Code, finding.Severity));
        Assert.Contains("images/cart.png of images/cart.yaml", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_build_that_remembers_finds_what_one_from_nothing_finds_and_damaged_memories_are_not_believed()
    {
        Add("a.png", Screen("cart"));
        Add("b.png", Screen("dashboard"));
        Assert.Empty(Build());

        using var screen = Image.NewFromFile(Path.Combine(Screens, "cart.png"));
        Add("c.png", screen.Resize(0.8).PngsaveBuffer());
        var remembered = Messages();
        Assert.Equal(remembered, Messages());
        Assert.Single(remembered);

        foreach (var (cache, keep) in new[] { ("fingerprints.bin", 700), ("likeness.txt", 150) })
        {
            var path = Path.Combine(_folder.Path, "obj", "dataset", cache);
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..keep]);
            File.Delete(Path.Combine(_folder.Path, "obj", "dataset", "state.json"));
            Assert.Equal(remembered, Messages());
        }

        Directory.Delete(Path.Combine(_folder.Path, "obj"), recursive: true);
        Assert.Equal(remembered, Messages());
    }

    [Fact]
    public void Of_two_files_that_are_no_pictures_each_is_told_and_neither_is_the_other()
    {
        Add("a.png", []);
        Add("b.png", []);
        Add("c.png", Screen("cart")[..500]);
        Add("d.png", Screen("cart")[..500]);

        foreach (var _ in (int[])[1, 2])
            Assert.Equal(["a.png(1,1) DSP4002", "b.png(1,1) DSP4002", "c.png(1,1) DSP4007", "d.png(1,1) DSP4007"], Build());

        // One that can be read by now is its copy's.
        _folder.Write("images/a.png", Screen("cart"));
        _folder.Write("images/b.png", Screen("cart"));
        Assert.Contains("b.yaml(1,1) DSP5002", Build());
    }

    [Theory]
    [InlineData("its lower half painted over", 30, 75)]
    [InlineData("its lower half cut off", 30, 75)]
    [InlineData("one box", 90, 99)]
    public void The_share_that_is_told_is_of_the_whole_picture(string change, int least, int most)
    {
        using var screen = Image.NewFromFile(Path.Combine(Screens, "order-list.png"));
        var half = screen.Height / 2;
        Add("a.png", screen.PngsaveBuffer());
        using var changed = change switch
        {
            "one box" => Boxed(screen),
            "its lower half cut off" => screen.Crop(0, 0, screen.Width, half),
            _ => screen.Mutate(image => image.DrawRect([255, 255, 255], 0, half, screen.Width, screen.Height - half, fill: true)),
        };
        Add("b.png", changed.PngsaveBuffer());

        var message = Assert.Single(Messages());

        var share = message[..message.IndexOf(" % of what the fuller one shows is in both", StringComparison.Ordinal)].Split(' ')[^1];
        Assert.InRange(int.Parse(share, System.Globalization.CultureInfo.InvariantCulture), least, most);
    }

    [Fact]
    public void The_pairs_are_drawn_on_a_sheet_that_goes_with_them()
    {
        var sheet = Path.Combine(_folder.Path, "obj", "dataset", "duplicates.png");
        Add("a.png", Screen("cart"));
        Add("b.png", Screen("cart"));
        Assert.Contains("see row 1 of obj/dataset/duplicates.png", Assert.Single(Messages()), StringComparison.Ordinal);
        using (var drawn = Image.NewFromFile(sheet))
            Assert.True(drawn.Width > 2 * drawn.Height, "two pictures beside one another");

        _folder.Write("images/b.png", Screen("dashboard"));
        Assert.Empty(Build());
        Assert.False(File.Exists(sheet));
    }

    private static string EndingOf(string change) => change.Contains("JPEG", StringComparison.Ordinal) ? ".jpg" : change.Contains("WebP", StringComparison.Ordinal) ? ".webp" : ".png";

    // A screen of which a third, in places that are the same in all, shows something else in each.
    private static Image Form(int number)
    {
        var others = Directory.GetFiles(Screens, "*.png").Where(path => !path.EndsWith("stock-table.png", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var form = Image.NewFromFile(Path.Combine(Screens, "stock-table.png"));
        for (var field = 0; field < 12; field++)
        {
            using var other = Image.NewFromFile(others[((number * 5) + field) % others.Count]);
            using var value = other.Crop(300 + (number * 17 % 200), 120 + (field * 40), 190, 100);
            form = form.Then(image => image.Insert(value, 260 + (field % 4 * 240), 120 + (field / 4 * 220)));
        }

        return form.Then(image => image.CopyMemory());
    }

    private static Image Boxed(Image screen) => screen.Mutate(image =>
    {
        for (var line = 0; line < 6; line++)
            image.DrawRect([255, 0, 0], 100 + line, 120 + line, 400 - (2 * line), 146 - (2 * line), fill: false);
    });

    private static byte[] Screen(string name) => File.ReadAllBytes(Path.Combine(Screens, name + ".png"));

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "DatasetPipeline.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);

    private void Add(string picture, byte[] file, string more = "")
    {
        string[] nouns = ["total", "banner", "price", "filter", "stock", "refund", "avatar", "header", "coupon", "parcel", "rating"];
        string[] verbs = ["hides", "shows", "covers", "repeats", "replaces", "explains", "delays"];
        _folder.Write($"images/{picture}", file);
        _folder.Write($"images/{Path.ChangeExtension(picture, ".yaml")}", $"{more}caption: The {nouns[_records % 11]} {verbs[_records % 7]} the {nouns[(_records + 3) % 11]} of order {1000 + (_records * 37)}.\n");
        _records++;
    }

    private BuildReport Run() => DatasetBuild.Run(
        new(_folder.Path, Path.Combine(_folder.Path, "bin", "dataset"), Path.Combine(_folder.Path, "obj", "dataset"), [], _ => false),
        CancellationToken.None);

    // What captions say is others' to test.
    private IEnumerable<Diagnostic> Findings() => Run().Diagnostics.Where(finding => !finding.Code.StartsWith("DSP2", StringComparison.Ordinal));

    private List<string> Messages() => Findings().Select(finding => finding.ToString()).ToList();

    private IEnumerable<string> Build() => Findings().Select(finding => $"{Path.GetFileName(finding.File)}{TemporaryFolder.Places([finding]).Single()}");
}
