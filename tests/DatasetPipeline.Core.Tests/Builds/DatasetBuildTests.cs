using System.Globalization;
using System.Text.RegularExpressions;
using DatasetPipeline.Builds;
using DatasetPipeline.Core.Tests.Images;
using DatasetPipeline.Diagnostics;
using NetVips;

namespace DatasetPipeline.Core.Tests.Builds;

public sealed class DatasetBuildTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DatasetBuildTests() => _folder.Write("dataset.yaml", "name: shop\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_without_a_record_is_one_finding_whatever_it_holds()
    {
        _folder.Write("images/lone.gif", "GIF89");

        Assert.Equal(["lone.gif(1,1) DSP0013"], Build());
    }

    [Fact]
    public void A_file_that_comes_is_seen_by_the_next_build_whatever_its_type()
    {
        Add("cart", "caption: The cart is full.\n");
        Assert.Empty(Build());

        _folder.Write("images/logo.svg", "<svg/>");

        Assert.Equal(["logo.svg(1,1) DSP0013"], Build());
    }

    [Theory]
    [InlineData("bin")]
    [InlineData("bin/dataset/images")]
    [InlineData("obj")]
    public void A_file_where_a_folder_of_outputs_has_to_be_is_named(string file)
    {
        Add("cart", "caption: The cart is full.\n");
        _folder.Write(file, "");

        var finding = Assert.Single(Run().Diagnostics);

        Assert.Equal((Codes.FileUnreadable, Path.Combine(_folder.Path, file)), (finding.Code, finding.File));
        Assert.StartsWith("a folder of this name is needed", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bin", "may not write into this folder")]
    [InlineData("obj", "may not write into this folder")]
    [InlineData("images/deep", "may not look into this folder")]
    public void A_folder_without_the_right_to_use_it_is_named(string folder, string message)
    {
        // Whoever is root may do everything.
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
            return;
        Add("cart", "caption: The cart is full.\n");
        var path = Directory.CreateDirectory(Path.Combine(_folder.Path, folder)).FullName;
        File.SetUnixFileMode(path, UnixFileMode.None);
        try
        {
            var finding = Assert.Single(Run().Diagnostics);

            Assert.Equal((Codes.FileUnreadable, path), (finding.Code, finding.File));
            Assert.Contains(message, finding.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Theory]
    [InlineData("messages:\n  - {role: assistant, content: hi}\n  - {role: user, content: hello}\n", "(2,5) DSP1004")]
    [InlineData("messages:\n  - {role: user, content: hi}\n  - {role: user, content: hello}\n", "(3,5) DSP1004")]
    [InlineData("messages:\n  - {role: user, content: What is <image>?}\n  - {role: assistant, content: \"A <video> and a <|im_end|>.\"}\n", "(2,35) DSP2012", "(3,32) DSP2012", "(3,32) DSP2012")]
    [InlineData("caption: The <bbox> of the <ref-object>.\n", "(1,14) DSP2012", "(1,28) DSP2012")]
    [InlineData("caption: It ends here.<|im_end|>\n", "(1,23) DSP2012")]
    [InlineData("caption: A <tool_call> and an <|image_pad|>.\n", "(1,12) DSP2012", "(1,31) DSP2012")]
    [InlineData("messages:\n  - {role: user, content: What?}\n  - {role: assistant, content: A <|endoftext|>.}\n  - {role: user, content: A <box>?}\n  - {role: assistant, content: B.}\n", "(3,34) DSP2012", "(4,29) DSP2012")]
    public void What_a_conversation_cannot_hold_is_found_once_where_it_stands(string record, params string[] places)
    {
        Train();
        Add("cart", record);

        Assert.Equal(places.Select(place => "cart.yaml" + place), Build());
    }

    [Fact]
    public void A_prompt_that_cannot_be_said_is_found_in_dataset_yaml()
    {
        Train();
        Add("cart", "caption: The cart is full.\n");
        Add("login", "caption: The login fails.\n");

        _folder.Write("dataset.yaml", "name: shop\nprompt: {en: \"What?<|im_end|>\"}\n");
        Assert.Equal(["dataset.yaml(2,14) DSP2012"], Build());
        Assert.Contains("<|im_end|>", Run().Diagnostics[0].Message, StringComparison.Ordinal);

        _folder.Write("dataset.yaml", "name: shop\nprompt: <image> What?\n");
        Assert.Equal(["dataset.yaml(2,9) DSP2012"], Build());
    }

    [Theory]
    [InlineData("image: cart.png\ncaption: The line ends.\n", "(1,8)")]
    [InlineData("caption: The line ends.\n", "(1,1)")]
    public void A_picture_of_a_shape_that_the_model_refuses_is_found_where_the_record_names_it(string record, string place)
    {
        Train();
        _folder.Write("dataset.yaml", "name: shop\nlimits: {aspect: 10000}\n");
        Add("cart", record, width: 10000, height: 1);

        var finding = Assert.Single(Run().Diagnostics);

        Assert.Equal($"{place} {Codes.SampleNotEncodable}", TemporaryFolder.Places([finding]).Single());
        Assert.StartsWith("the picture has 10000 × 1 pixels in its file and 1024 × 1 as ", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 640, 400)]
    [InlineData("", 300, 500)]
    [InlineData("fit: pad\n", 640, 400)]
    public void A_sample_of_too_many_tokens_is_told_with_the_numbers_and_each_way_that_is_named_is_enough(string settings, int width, int height)
    {
        const string Caption = "The cart holds three items, and one of them is sold out.";
        _folder.Write("dataset.yaml", $"name: shop\nresolution: 640\n{settings}");
        Train();
        Add("cart", $"caption: {Caption}\n", width, height);
        var needed = (int)Run().Summary!.Tokens!.Total;
        Train($"max_length: {needed - 3}\n");

        var finding = Assert.Single(Run().Diagnostics);

        Assert.Equal($"(1,10) {Codes.TooManyTokens}", TemporaryFolder.Places([finding]).Single());
        var numbers = Regex.Matches(finding.Message, "[0-9]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture)).ToArray();
        var (ofPicture, resolution) = (numbers[1], numbers[7]);
        if (settings.Length > 0)
            (width, height) = (640, 640);
        Assert.Equal(
            $"the sample needs {needed} tokens, {ofPicture} for its picture of {width} × {height} pixels and {needed - ofPicture} for its text, and max_length in train.yaml is {needed - 3}; take 3 out of the text, set resolution to {resolution} in dataset.yaml or raise max_length to {needed}",
            finding.Message);
        // As transformers has them for Qwen3-VL: a token for 32 × 32 pixels.
        Assert.InRange(ofPicture, width * height / 1024 * 0.8, width * height / 1024 * 1.2);

        _folder.Write("dataset.yaml", $"name: shop\nresolution: {resolution}\n{settings}");
        Assert.Empty(Build());
        _folder.Write("dataset.yaml", $"name: shop\nresolution: {resolution + 2}\n{settings}");
        Assert.Equal(["cart.yaml(1,10) DSP7001"], Build());
        _folder.Write("dataset.yaml", $"name: shop\nresolution: 640\n{settings}");
        Train($"max_length: {needed}\n");
        Assert.Empty(Build());
    }

    [Fact]
    public void Where_the_text_alone_is_too_long_no_smaller_picture_is_proposed()
    {
        Train("max_length: 8\n");
        Add("cart", "caption: The cart holds three items, and one of them is sold out.\n");

        Assert.DoesNotContain("resolution", Assert.Single(Run().Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_histogram_of_tokens_holds_every_sample_and_is_there_again_where_there_is_nothing_to_do()
    {
        Train("max_length: 4096\n");
        for (var i = 0; i < 7; i++)
            Add($"cart-{i}", $"caption: The cart number {i} holds {string.Join(" and ", Enumerable.Repeat("an item", i + 1))}.\n");

        var (first, second) = (Run(), Run());

        Assert.Equal(7, first.Tokens!.Counts.Sum());
        Assert.Equal(4096, first.Tokens.Limit);
        Assert.InRange(first.Summary!.Tokens!.Longest, first.Tokens.Ranges.Last().From, first.Tokens.Ranges.Last().To);
        Assert.Equal(first.Tokens.Lines(), second.Tokens!.Lines());
    }

    [Fact]
    public void The_report_of_a_large_dataset_shows_all_findings_and_a_sample_of_pictures_that_a_change_elsewhere_leaves()
    {
        for (var i = 0; i < 150; i++)
            Add($"cart-{i:000}", i < 70 ? "caption: THE CART IS FULL OF LAMPS TODAY.\n" : $"caption: \"The cart is the {i}th of the day.\"\n", width: 64 + i);
        _folder.Write("dataset.yaml", "name: shop\nseverity: {DSP2035: none, DSP2036: none, DSP5005: none}\n");
        Assert.Equal(70, Run().Diagnostics.Count(finding => finding.Code == Codes.AllCapitals));

        var page = File.ReadAllText(Path.Combine(_folder.Path, "obj", "report.html"));
        Assert.Equal(70, Count("<article class=\"file\">"));
        Assert.Equal(120, Count("<img "));
        Assert.Contains("A sample of 60 out of 90 records", page, StringComparison.Ordinal);

        // The sample is by what the pictures are.
        Add("cart-000", "caption: The lamps are gone.\n", width: 64);
        Run();
        var (before, after) = (Shown(page), Shown(File.ReadAllText(Path.Combine(_folder.Path, "obj", "report.html"))));
        Assert.InRange(before.Except(after).Count(), 0, 1);

        int Count(string part) => page.Split(part).Length - 1;
        static List<string> Shown(string page) => page[page.IndexOf("id=\"pictures\"", StringComparison.Ordinal)..].Split("<code>").Skip(1).Select(rest => rest[..rest.IndexOf('<', StringComparison.Ordinal)]).ToList();
    }

    [Theory]
    [InlineData("image-txt", "\"image-txt\" in the property DatasetFormats is no format; did you mean \"image-text\"?; known are ms-swift and image-text")]
    [InlineData("ms-swift,parquet", "\"parquet\" in the property DatasetFormats is no format; known are ms-swift and image-text")]
    [InlineData("ms-swift,image-text", "the property DatasetFormats holds \"ms-swift,image-text\"; put a semicolon between two formats")]
    public void Of_several_formats_the_one_that_is_not_known_is_named(string formats, string message)
    {
        Add("cart", "caption: The cart is full.\n");

        Assert.Equal(message, Assert.Single(Run(formats).Diagnostics).Message);
    }

    [Fact]
    public void A_module_that_cannot_be_adapted_is_found_by_the_build()
    {
        Train("target_modules: [q_proj, foo]\n");
        Add("cart", "caption: The cart is full.\n");

        Assert.Equal(["train.yaml(2,26) DSP1004"], Build());
    }

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "DatasetPipeline.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);

    private void Train(string more = "") =>
        _folder.Write("train.yaml", $"model: {Root(AppContext.BaseDirectory)}/tests/goldens/qwen3_vl/model\n{more}");

    private void Add(string name, string record, int width = 64, int height = 48)
    {
        // No two show the same.
        var noise = new byte[3 * width * height];
        new Random(name.Aggregate(width, (hash, letter) => unchecked((hash * 31) + letter))).NextBytes(noise);
        using var picture = Image.NewFromMemory(noise, width, height, 3, Enums.BandFormat.Uchar);
        _folder.Write($"images/{name}.png", picture.PngsaveBuffer());
        _folder.Write($"images/{name}.yaml", record);
    }

    private BuildReport Run(params string[] formats) => DatasetBuild.Run(
        new(_folder.Path, Path.Combine(_folder.Path, "bin", "dataset"), Path.Combine(_folder.Path, "obj", "dataset"), formats, _ => false),
        CancellationToken.None);

    private IEnumerable<string> Build() => Run().Diagnostics.Select(finding => $"{Path.GetFileName(finding.File)}{TemporaryFolder.Places([finding]).Single()}");
}
