using System.Text.RegularExpressions;

namespace DatasetPipeline.Builds.Tests;

public sealed partial class BadInputTests
{
    [Fact]
    public void Everything_that_is_wrong_is_shown_in_one_build_at_its_place_and_no_output_changes()
    {
        using var dataset = new TemporaryDataset();
        dataset.Add("good", "Nothing is wrong with this one.");
        Assert.Equal(0, dataset.Build().ExitCode);
        var before = dataset.Files("bin");

        dataset.Write("images/without-picture.yaml", "caption: There is no picture.\n");
        File.Copy(Repository.Picture("ui_20x20"), dataset.PathOf("images/without-record.png"));
        dataset.Add("truncated", "Half a picture.");
        File.WriteAllBytes(dataset.PathOf("images/truncated.png"), File.ReadAllBytes(Repository.Picture("ui_320x192"))[..400]);
        dataset.Add("web-page", "Not a picture.");
        dataset.Write("images/web-page.png", "<!DOCTYPE html><html></html>");
        dataset.Add("first", "The first of two.", more: "id: twice\n");
        dataset.Add("second", "The second of two.", more: "id: twice\n");
        dataset.Add("misspelt", "A key has a typing error.", more: "anotator: wei.li\n");
        dataset.Add("wrong-type", "A number is a text.", more: "marks:\n  - box: [1, 2, three, 4]\n");
        dataset.Add("outside", "The box is too large.", more: "marks:\n  - box: [300, 10, 400, 10]\n");
        dataset.Add("broken", "A bracket is open.", more: "marks: [\n");
        dataset.Add("repeated-key", "A key stands twice.", more: "license: MIT\nlicense: MIT\n");
        dataset.Add("empty", "\"  \"");
        dataset.Add("latin", "x");
        File.WriteAllBytes(dataset.PathOf("images/latin.yaml"), [.. "caption: caf"u8, 0xE9, .. ".\n"u8]);
        dataset.Add("long", string.Concat(Enumerable.Repeat("a word and ", 200)));
        dataset.Write("train.yaml", $"model: {Path.GetRelativePath(dataset.Folder, Repository.TinyModel)}\nmax_length: 300\nlora_rnak: 8\n");
        var build = dataset.Build();

        Assert.Equal(1, build.ExitCode);
        var found = Matcher().Matches(build.Output).Select(match => (
            File: Path.GetRelativePath(dataset.Folder, match.Groups[1].Value), Line: match.Groups[2].Value, Column: match.Groups[3].Value, Code: match.Groups[5].Value, Text: match.Groups[6].Value)).Distinct().ToList();
        void Has(string file, int line, int column, string code, string text) => Assert.True(
            found.Exists(f => f.File == file && f.Line == $"{line}" && f.Column == $"{column}" && f.Code == code && f.Text.Contains(text, StringComparison.Ordinal)),
            $"{file}({line},{column}) {code} {text}\nis not in\n{string.Join('\n', found)}");
        Has("images/without-picture.yaml", 1, 1, "DSP0012", "picture");
        Has("images/without-record.png", 1, 1, "DSP0013", "record");
        Has("images/truncated.png", 1, 1, "DSP4007", "");
        Has("images/web-page.png", 1, 1, "DSP4004", "");
        Has("images/second.yaml", 2, 5, "DSP5001", "first.yaml");
        Has("images/misspelt.yaml", 2, 1, "DSP1001", "annotator");
        Has("images/wrong-type.yaml", 3, 17, "DSP1003", "three");
        Has("images/outside.yaml", 3, 10, "DSP3001", "");
        Has("images/repeated-key.yaml", 3, 1, "DSP0005", "license");
        Has("images/empty.yaml", 1, 10, "DSP2001", "");
        Has("images/latin.yaml", 1, 13, "DSP0003", "UTF-8");
        Has("train.yaml", 3, 1, "DSP1001", "lora_rank");
        Assert.Contains(found, f => f.File == "images/broken.yaml" && f.Code == "DSP0004");
        Assert.Equal(before, dataset.Files("bin"));

        // Nothing went past GitHub's matcher: what the build calls an error, the matcher found.
        Assert.All(build.Output.Split('\n').Where(line => line.Contains(": error DSP", StringComparison.Ordinal)), line => Assert.Matches(Matcher(), line));

        dataset.Write("train.yaml", $"model: {Path.GetRelativePath(dataset.Folder, Repository.TinyModel)}\nmax_length: 300\n");
        build = dataset.Build();
        Assert.Matches(@"images/long\.yaml\(1,10\): error DSP7001: .* max_length ", build.Output);

        dataset.Write("train.yaml", "model: nowhere\n");
        build = dataset.Build();
        Assert.Matches(@"train\.yaml\(1,8\): error DSP8001: .*nowhere", build.Output);
    }

    [Fact]
    public void A_warning_is_shown_again_and_its_weight_can_be_changed()
    {
        using var dataset = new TemporaryDataset();
        dataset.Add("good", "Nothing is wrong with this one.");
        dataset.Add("twice", "This one stands twice.", more: "id: good\n");
        Assert.Contains("error DSP5001", dataset.Build().Output, StringComparison.Ordinal);
        dataset.Write("dataset.yaml", "name: shop\nseverity: {DSP5001: none}\n");
        var output = dataset.Build().Output;

        // A repeated id would make two rows of one name: that stays an error, and the setting is one too.
        Assert.Contains("error DSP1006", output, StringComparison.Ordinal);
        Assert.Contains("error DSP5001", output, StringComparison.Ordinal);
    }

    // setup-dotnet's problem matcher, as it is: its groups are numbered.
#pragma warning disable MA0023
    [GeneratedRegex(@"^\s*(?:\d+>\s*)?([^\s].*)\((\d+)(?:,(\d+))?(?:,\d+)*\):\s+(error|warning)\s+([a-zA-Z]+(?<!MSB)\d*):\s*(.*?)\s+\[(.*?)\]$", RegexOptions.Multiline, 10_000)]
    private static partial Regex Matcher();
#pragma warning restore MA0023
}
