using System.Text;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Core.Tests.Yaml;

public sealed class YamlFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_value_knows_its_line_and_its_column_in_utf16_units()
    {
        var root = YamlFile.Read(_folder.Write("a.yaml", "\uFEFFa: 1\n\"😀\": {b: [x, 图, z], c: \"q\"}\r\nd:\n  - e\n")).Root;

        Assert.Equal((1, 4), root.PlaceOf("a"));
        var inner = (YamlMap)root["😀"]!;
        Assert.Equal((2, 7), (inner.Line, inner.Column));
        Assert.Equal((2, 18), (inner["b"].AsItems()[2].Line, inner["b"].AsItems()[2].Column));
        Assert.Equal((2, 25), inner.PlaceOf("c"));
        Assert.Equal((4, 5), (root["d"].AsItems()[0].Line, root["d"].AsItems()[0].Column));
        Assert.Equal((1, 1), root.PlaceOf("missing"));
    }

    [Theory]
    [InlineData("a: 1\na: 2\nb: 1\nb: 2\n", "(2,1) DSP0005", "(4,1) DSP0005")]
    [InlineData("a: &x 1\nb: *x\n", "(1,4) DSP0007", "(2,4) DSP0007")]
    [InlineData("a: !!str 1\n", "(1,4) DSP0008")]
    [InlineData("a:\n\tb: 1\n", "(2,1) DSP0009")]
    [InlineData("- a\n- b\n", "(1,1) DSP0010")]
    [InlineData("a: 1\n---\nb: 2\n", "(2,1) DSP0006")]
    public void What_is_refused_is_reported_where_it_stands(string content, params string[] places) =>
        Assert.Equal(places, TemporaryFolder.Places(YamlFile.Read(_folder.Write("a.yaml", content)).Diagnostics));

    [Theory]
    [InlineData("a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n", Codes.AnchorOrAlias, "is an anchor; write the value out")]
    [InlineData("a: !!python/object:os.system x\n", Codes.Tag, "is a YAML tag")]
    [InlineData("a: 1\na: 2\n", Codes.RepeatedKey, "the key \"a\" stands in line 1 already")]
    [InlineData("a: 1\n---\nb: 2\n", Codes.SeveralDocuments, "a second YAML document starts here")]
    [InlineData("a:\n\tb: 1\n", Codes.Tab, "a tab indents this line; YAML wants spaces")]
    [InlineData("just a text\n", Codes.NotAMap, "write it as \"key: value\" lines")]
    [InlineData("caption: It\0 stops.\n", Codes.NotYaml, "a zero byte stands here")]
    [InlineData("caption: Note: the cart is full.\n", Codes.NotYaml, "; put the whole text into single quotes")]
    [InlineData("caption: \"Submit\" is grey.\n", Codes.NotYaml, "; put the whole text into single quotes")]
    [InlineData("caption: \"Submit\" isn't grey.\n", Codes.NotYaml, "; put the whole text behind >- into a line of its own")]
    [InlineData("caption: @weili says so.\n", Codes.NotYaml, "; put the whole text into single quotes")]
    [InlineData("a: [1\n", Codes.NotYaml, "this is not YAML: ")]
    public void Each_trap_is_named_as_what_it_is(string content, string code, string says)
    {
        var finding = YamlFile.Read(_folder.Write("a.yaml", content)).Diagnostics[0];

        Assert.Equal(code, finding.Code);
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void A_hundred_thousand_levels_are_no_danger(string level) =>
        Assert.Equal(Codes.NotYaml, Assert.Single(YamlFile.Read(_folder.Write("a.yaml", "a:\n  " + string.Concat(Enumerable.Repeat(level, 100_000)))).Diagnostics).Code);

    [Fact]
    public void A_file_in_utf16_is_told_to_be_one()
    {
        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            var finding = Assert.Single(YamlFile.Read(_folder.Write("a.yaml", [.. encoding.GetPreamble(), .. encoding.GetBytes("a: 1\n")])).Diagnostics);
            Assert.Equal((Codes.NotUtf8, "the file is UTF-16; save it as UTF-8"), (finding.Code, finding.Message));
        }
    }

    [Fact]
    public void A_byte_that_is_not_utf8_is_found_at_its_place()
    {
        var path = _folder.Write("a.yaml", [.. Encoding.UTF8.GetBytes("a: 1\nb: 图x"), 0xff, (byte)'\n']);

        Assert.Equal(["(2,6) DSP0003"], TemporaryFolder.Places(YamlFile.Read(path).Diagnostics));
    }

    [Fact]
    public void Large_empty_and_missing_files_are_no_surprise()
    {
        Assert.Equal(Codes.FileTooLarge, Assert.Single(YamlFile.Read(_folder.Write("large.yaml", new byte[(1 << 20) + 1])).Diagnostics).Code);
        Assert.Empty(YamlFile.Read(_folder.Write("empty.yaml", "")).Diagnostics);
        Assert.Equal(Codes.FileUnreadable, Assert.Single(YamlFile.Read(System.IO.Path.Combine(_folder.Path, "none.yaml")).Diagnostics).Code);
    }

    [Theory]
    [InlineData("1e-3", 0.001)]
    [InlineData("1E4", 10000d)]
    [InlineData(".5", 0.5)]
    [InlineData("-3", -3d)]
    [InlineData("\"1\"", null)]
    [InlineData("0x10", null)]
    [InlineData(".inf", null)]
    [InlineData("1_000", null)]
    public void Numbers_are_those_of_yaml_1_2(string text, double? number) =>
        Assert.Equal(number, YamlFile.Read(_folder.Write("a.yaml", $"a: {text}\n")).Root["a"].AsNumber());
}
