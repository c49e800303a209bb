using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DatasetPipeline.Builds.Tests;

/// <summary>Files as they are dropped into a dataset, in real builds.</summary>
public sealed class PictureFileTests
{
    // What a shell, MSBuild, a URL or a file system may trip over.
    private static readonly string[] Names =
    [
        "with spaces in it", "购物车 红框", "party 🎉🧑‍💻", "100% done %20 %2F", "a;b;c", "$(Configuration)", "@(Compile)", "%(Filename)", "it's 'here'", "`x`&|!#~+=,",
        "caf\u00e9", "cafe\u0301", "deep/er/层 级/$(x)/cart", "back\\slash", "quo\"te", "-rf", "con trol", "a.b.c", "' onerror='alert(1)", "<b>",
    ];

    [Fact]
    public void A_picture_may_have_any_name_that_the_file_system_takes()
    {
        using var dataset = new TemporaryDataset("sh op 商店");
        for (var i = 0; i < Names.Length; i++)
            Add(dataset, i, Names[i], i % 2 == 0 ? ".png" : ".PNG");

        var build = dataset.Build().Succeeds();

        Assert.Empty(build.Findings);
        var rows = dataset.Rows().Concat(dataset.Rows("test")).Select(row => JsonNode.Parse(row)!).ToList();
        Assert.Equal(Enumerable.Range(0, Names.Length).Select(i => $"r{i:00}"), rows.Select(row => (string)row["id"]!).Order(StringComparer.Ordinal));
        Assert.Equal(Names.Length, rows.Select(row => (string)row["images"]![0]!).Distinct().Count(image => File.Exists(dataset["bin/dataset/" + image])));
        var before = dataset.Everything();
        dataset.Build().Succeeds();
        Assert.Equal(before, dataset.Everything());

        // The picture that a record names is found by the same bytes, and by no others: é in one code and in two are two names.
        dataset.Write("images/r10-again.yaml", "id: again\ncaption: The picture with the accent in one code shows the price.\nimage: caf\u00e9.png\n");
        dataset.Build("-p:NoWarn=DSP5002%3BDSP5004").Succeeds();
    }

    [Fact]
    public void What_is_no_file_of_the_dataset_is_refused_without_being_opened()
    {
        using var dataset = new TemporaryDataset();
        var outside = Path.Combine(Path.GetTempPath(), $"outside-{Guid.NewGuid():n}.png");
        File.WriteAllBytes(outside, Png.Of(64, 48, "secret"));
        try
        {
            foreach (var name in (string[])["link", "device", "circle", "broken", "pipe", "folder", "climb"])
                dataset.Write($"images/{name}.yaml", $"caption: The {name} shows what the customer pays for the {name}.\n");
            File.CreateSymbolicLink(dataset["images/link.png"], outside);
            File.CreateSymbolicLink(dataset["images/device.png"], "/dev/zero");
            File.CreateSymbolicLink(dataset["images/circle.png"], dataset["images/circle.png"]);
            File.CreateSymbolicLink(dataset["images/broken.png"], dataset["images/nowhere.png"]);
            using (var make = Process.Start("mkfifo", dataset["images/pipe.png"]))
                make.WaitForExit();
            Directory.CreateDirectory(dataset["images/folder.png"]);
            dataset.Write("images/climb.yaml", $"caption: The cart shows what the customer pays.\nimage: ../../{Path.GetFileName(outside)}\n");

            var build = dataset.Build().Fails();

            Assert.Equal(
                ["broken.png DSP0001", "circle.png DSP0001", "climb.yaml DSP0015", "device.png DSP0015", "folder.yaml DSP0012", "link.png DSP0015", "pipe.png DSP4002"],
                build.Findings.Select(finding => $"{finding.File} {finding.Code}").Order(StringComparer.Ordinal));
            Assert.False(Directory.Exists(dataset["bin/dataset"]));
        }
        finally
        {
            File.Delete(outside);
        }
    }

    [Fact]
    public void A_name_that_says_another_format_and_a_limit_that_is_lowered_are_found_in_pictures_that_are_made_already()
    {
        using var dataset = new TemporaryDataset();
        dataset.Add("cart");
        dataset.Build().Succeeds();

        File.Move(dataset["images/cart.png"], dataset["images/cart.webp"]);
        var named = Assert.Single(dataset.Build().Fails().Findings);
        Assert.Equal(("cart.webp", "error", "DSP4011"), (named.File, named.Severity, named.Code));

        dataset.Write("dataset.yaml", "name: shop\nseverity: {DSP4011: warning}\n");
        foreach (var _ in (int[])[1, 2])
            Assert.Equal("warning", Assert.Single(dataset.Build().Succeeds().Findings).Severity);

        dataset.Write("dataset.yaml", "name: shop\nlimits: {megapixels: 0.001}\n");
        var large = Assert.Single(dataset.Build().Fails().Findings, finding => finding.Code == "DSP4008");
        Assert.Contains("64 × 48 pixels, more than the 0.001 megapixels allowed", large.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("webp", ".webp")]
    [InlineData("jpeg", ".jpg")]
    public void Pictures_are_written_as_dataset_yaml_says_and_made_anew_when_it_says_otherwise(string output, string ending)
    {
        using var dataset = new TemporaryDataset();
        dataset.Add("cart");
        dataset.Write("dataset.yaml", $"name: shop\noutput: {output}\n");
        dataset.Build().Succeeds();
        Assert.Equal([ending], Endings());
        var before = dataset.Everything();
        dataset.Build().Succeeds();
        Assert.Equal(before, dataset.Everything());

        dataset.Write("dataset.yaml", $"name: shop\noutput: {output}\nquality: 40\n");
        dataset.Build().Succeeds();
        Assert.Equal([ending], Endings());
        Assert.NotEqual(before.Keys, dataset.Everything().Keys);

        dataset.Write("dataset.yaml", "name: shop\n");
        dataset.Build().Succeeds();
        Assert.Equal([".png"], Endings());

        string[] Endings() => [.. Directory.GetFiles(dataset["bin/dataset/images"]).Select(path => Path.GetExtension(path)!)];
    }

    private static void Add(TemporaryDataset dataset, int i, string name, string ending)
    {
        dataset.Write($"images/{name}{ending}", Png.Of(64, 48, $"{i}"));
        dataset.Write($"images/{name}.yaml", $"id: r{i:00}\ncaption: {Sentence(i)}\n");
    }

    // No two are one sentence with a word exchanged.
    private static string Sentence(int i)
    {
        string[] words = ["total", "banner", "price", "filter", "stock"], verbs = ["hides", "shows", "covers", "moves"], others = ["the customer's name", "what was paid", "a broken link", "an old date", "the wrong currency"];
        return $"The {words[i % 5]} {verbs[i % 4]} {others[(i / 4) % 5]}{(i % 3 == 0 ? "" : $", and the {words[(i + 2) % 5]} below it {verbs[(i + 1) % 4]} {others[(i + 3) % 5]} as well")}.";
    }
}
