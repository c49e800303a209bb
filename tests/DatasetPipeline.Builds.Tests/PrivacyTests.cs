using System.Text;

namespace DatasetPipeline.Builds.Tests;

public sealed class PrivacyTests
{
    [Fact]
    public void A_name_in_a_pictures_file_is_told_at_the_picture_in_every_build_and_is_in_no_output_until_it_is_taken_out()
    {
        using var dataset = new TemporaryDataset();
        dataset.Add("cart");
        dataset.Add("list");
        var clean = File.ReadAllBytes(dataset["images/cart.png"]);
        dataset.Write("images/cart.png", WithAuthor(clean, "Grace Hopper"));

        foreach (var _ in (int[])[1, 2])
        {
            var build = dataset.Build().Succeeds();
            var finding = Assert.Single(build.Findings);
            Assert.Equal(("cart.png", 1, 1, "warning", "DSP6009"), (finding.File, finding.Line, finding.Column, finding.Severity, finding.Code));
            Assert.DoesNotContain("Hopper", build.Output, StringComparison.Ordinal);
        }

        // Neither an output nor a cache spreads the name.
        Assert.All(Directory.EnumerateFiles(dataset["bin"], "*", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(dataset["obj"], "*", SearchOption.AllDirectories)), file =>
            Assert.DoesNotContain("Hopper", Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal));
        // What is known of a picture is known of its content, whatever else changes.
        dataset.Write("images/list.yaml", "caption: The list shows three orders that wait for their payment.\n");
        Assert.Equal("DSP6009", Assert.Single(dataset.Build().Succeeds().Findings).Code);

        dataset.Write("images/cart.png", clean);
        Assert.Empty(dataset.Build().Succeeds().Findings);
    }

    [Fact]
    public void A_record_may_say_why_a_name_stays_in_its_picture()
    {
        using var dataset = new TemporaryDataset();
        dataset.Write("images/cart.png", WithAuthor(Png.Of(64, 48, "cart"), "Grace Hopper"));
        dataset.Write("images/cart.yaml", "caption: The cart holds three items.\nallow: {DSP6009: she asked to be named}\n");

        Assert.Empty(dataset.Build().Succeeds().Findings);
    }

    [Fact]
    public void A_token_in_train_yaml_is_an_error_at_its_place_and_is_not_printed()
    {
        using var dataset = new TemporaryDataset();
        dataset.Add("cart");
        dataset.Write("train.yaml", $"model: {Repository.Root}/tests/goldens/qwen3_vl/model\nENV:\n  HF_TOKEN: hf_{"abcdefghijKLMNOPQRSTuvwxyz0123abcd"}\n");

        var build = dataset.Build().Fails();

        var finding = Assert.Single(build.Findings);
        Assert.Equal(("train.yaml", 3, 13, "DSP6005"), (finding.File, finding.Line, finding.Column, finding.Code));
        Assert.DoesNotContain("ghij", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_that_is_somebodys_address_is_masked_where_the_longest_sample_is_named()
    {
        using var dataset = new TemporaryDataset();
        dataset.Add("cart");
        File.AppendAllText(dataset["images/cart.yaml"], "id: anna.kowalska@mail-host.de\n");
        dataset.Write("dataset.yaml", "name: shop\nseverity: {DSP6001: none}\n");
        dataset.Write("train.yaml", $"model: {Repository.Root}/models/starter\n");

        var (first, second) = (dataset.Build().Succeeds(), dataset.Build().Succeeds());
        var check = DatasetCheck.Run(dataset.Folder, "--json");
        var text = DatasetCheck.Run(dataset.Folder);
        var sheet = DatasetCheck.RunCommand(dataset.Folder, "sheet", "--out", "sheet.png");

        Assert.Matches("tokens \\(longest [0-9]+: a…\\)", first.Output);
        string[] shown = [first.Output, second.Output, check.Output, text.Output, sheet.Output, File.ReadAllText(dataset["bin/dataset/summary.json"]), File.ReadAllText(dataset["obj/report.html"])];
        Assert.All(shown, output => Assert.DoesNotContain("kowalska", output, StringComparison.Ordinal));
    }

    // The checksum is not looked at in a chunk of text.
    private static byte[] WithAuthor(byte[] png, string author)
    {
        byte[] text = [.. "Author\0"u8, .. Encoding.Latin1.GetBytes(author)];
        return [.. png[..33], 0, 0, 0, (byte)text.Length, .. "tEXt"u8, .. text, 0, 0, 0, 0, .. png[33..]];
    }
}
