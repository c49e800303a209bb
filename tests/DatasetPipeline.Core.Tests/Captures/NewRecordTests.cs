using System.Text;
using DatasetPipeline.Captures;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Core.Tests.Captures;

public sealed class NewRecordTests
{
    [Theory]
    [InlineData("The red box marks the total.")]
    [InlineData("The box says \"Sign in\": it is gray.")]
    [InlineData("'Total' it's: # not a comment")]
    [InlineData("红框标出了“提交订单”：总价 # 错")]
    [InlineData("two\nlines\tand \\ a tab \"x\"")]
    [InlineData("- a\u2028b")]
    [InlineData("true")]
    [InlineData(" 1e5 ")]
    [InlineData("😀: &x *y !z %a @b `c")]
    [InlineData("")]
    public void Any_caption_is_read_as_it_was_given(string caption)
    {
        var text = NewRecord.Text(new AddRequest([]) { Caption = caption, Source = caption, Annotator = caption }, new DateOnly(2026, 3, 2), null, ["note: x"]);

        var file = YamlFile(text);
        Assert.Empty(file.Diagnostics);
        Assert.Equal(caption, ((YamlScalar)file.Root["caption"]!).Text);
        Assert.Equal(["caption", "source", "annotator", "annotated"], file.Root.Entries.Select(entry => entry.Key.Text));
    }

    [Fact]
    public void Marks_are_lines_that_a_build_draws()
    {
        var marks = new[] { "box:812,640,160,48:red", "arrow:1.5,2,3,4", "line:1,2,3,4,5,6:#ff8800" }.Select(text => MarkArgument.Parse(text).Mark!).ToList();

        var text = Encoding.UTF8.GetString(NewRecord.Text(new AddRequest([]) { Marks = marks }, new DateOnly(2026, 3, 2), "../s.json", []));

        Assert.Equal($"# yaml-language-server: $schema=../s.json\n{NewRecord.CaptionHint}\ncaption: \"\"\nannotated: 2026-03-02\nmarks:\n  - box: [812, 640, 160, 48]\n    color: red\n  - arrow: [1.5, 2, 3, 4]\n  - line: [[1, 2], [3, 4], [5, 6]]\n    color: \"#ff8800\"\n", text);
    }

    [Theory]
    [InlineData("bx:1,2,3,4")]
    [InlineData("box")]
    [InlineData("box:1,2,3")]
    [InlineData("box:1,2,3,x")]
    [InlineData("line:1,2,3")]
    [InlineData("arrow:1,2,3,4:rot")]
    public void A_mark_that_makes_no_sense_is_told(string text) => Assert.NotNull(MarkArgument.Parse(text).Problem);

    private static YamlFile YamlFile(byte[] text) => YamlReader.Read("/x.yaml", text);
}
