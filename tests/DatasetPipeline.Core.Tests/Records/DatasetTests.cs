using DatasetPipeline.Diagnostics;
using DatasetPipeline.Duplicates;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;
using DatasetPipeline.Rules;

namespace DatasetPipeline.Core.Tests.Records;

public sealed class DatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DatasetTests() => _folder.Write("dataset.yaml", "name: shop\nlicense: MIT\nannotator: wei.li\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_record_takes_its_defaults_from_its_path_its_text_and_the_dataset()
    {
        Add("images/a/cart.yaml", "caption: 红框标出提交按钮。\n", "images/a/cart.png");
        Add("images/b.yaml", "id: x\ncaption: Buy.\nimage: a/cart.png\nlicense: CC0-1.0\n");

        var dataset = Read(out var findings);

        Assert.Empty(findings);
        var (first, second) = (dataset.Records[0], dataset.Records[1]);
        Assert.Equal(("a-cart", "zh", "MIT", "a/cart.png"), (first.Id, first.Language, first.License, first.Picture));
        Assert.Equal(("x", "en", "CC0-1.0", "a/cart.png", "wei.li"), (second.Id, second.Language, second.License, second.Picture, second.Annotator));
    }

    [Fact]
    public void A_highlight_is_yellow_and_every_other_mark_red_unless_it_says()
    {
        Add("images/a.yaml", "caption: A.\nmarks:\n  - highlight: [1, 1, 2, 2]\n  - box: [1, 1, 2, 2]\n  - highlight: [1, 1, 2, 2]\n    color: lime\n", "images/a.png");

        var marks = Read(out _).Records[0].Marks;

        Assert.Equal(["yellow", "red", "lime"], marks.Select(mark => mark.Color));
        Assert.IsType<HighlightMark>(marks[0]);
    }

    [Theory]
    [InlineData("caption: A.\nmarks:\n  - box: [1, 2, three, 4]\n", "(3,17) DSP1003")]
    [InlineData("caption: A.\nmarks:\n  - bx: [1, 2, 3, 4]\n", "(3,5) DSP1001", "(3,5) DSP1004")]
    [InlineData("caption: A.\nannotated: 2026-02-31\n", "(2,12) DSP1004")]
    [InlineData("caption: A.\nlanguage: fr\n", "(2,11) DSP1004")]
    [InlineData("caption: A.\nmessages: []\n", "(1,1) DSP1004", "(2,11) DSP1004")]
    [InlineData("messages:\n  - {role: user, content: A}\n  - {role: user, content: B}\n", "(3,5) DSP1004")]
    [InlineData("caption: ...!\n", "(1,10) DSP2001")]
    [InlineData("caption: A.\nimage: ../../x.png\n", "(2,8) DSP0015")]
    [InlineData("caption: A.\nimage: b.pgn\n", "(2,8) DSP0012")]
    public void What_is_wrong_is_found_at_its_place(string content, params string[] places)
    {
        Add("images/a.yaml", content, "images/a.png");
        Add("images/b.yaml", "caption: B.\n", "images/b.png");

        _ = Read(out var findings);

        Assert.Equal(places, TemporaryFolder.Places(findings.Where(finding => finding.File.EndsWith("a.yaml", StringComparison.Ordinal))).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_record_that_is_not_yaml_is_not_told_that_its_picture_is_missing()
    {
        Add("images/a.yaml", "caption: \"A\nimage: b.png\n");

        _ = Read(out var findings);

        Assert.Equal(Codes.NotYaml, Assert.Single(findings).Code);
    }

    [Fact]
    public void Records_of_one_source_or_one_picture_are_one_group_that_is_named_after_the_source()
    {
        Add("images/a.yaml", "caption: A.\nsource: s\n", "images/a.png");
        Add("images/b.yaml", "caption: B.\nimage: a.png\n");
        Add("images/c.yaml", "caption: C.\nsource: s\n", "images/c.png");
        Add("images/d.yaml", "caption: D.\n", "images/d.png");

        var records = Read(out _).Records;

        var groups = Groups.KeysOf(records);
        Assert.Equal(["s", "s", "s", "d.png"], records.Select(record => groups[record]));
    }

    private Dataset Read(out List<Diagnostic> findings)
    {
        var dataset = Dataset.Read(_folder.Path);
        findings = [.. dataset.Diagnostics, .. RuleBook.Check(dataset)];
        return dataset;
    }

    private void Add(string record, string content, string? picture = null)
    {
        _folder.Write(record, content);
        if (picture is not null)
            _folder.Write(picture, "picture");
    }
}
