using System.Text;
using DatasetPipeline.Captures;

namespace DatasetPipeline.Core.Tests.Captures;

public sealed class RecordEditTests
{
    [Theory]
    [InlineData("caption: A.\nredact:\n  - box: [1, 2, 3, 4]\n    reason: \"a: #b\"\n  # why\n  - box: [5, 6, 7, 8]\n", "caption: A.\n")]
    [InlineData("# top\ncaption: 一。 # c\nredact:\n- box: [1, 2, 3, 4]\n\n# about the licence\nlicense: CC0-1.0", "# top\ncaption: 一。 # c\n\n# about the licence\nlicense: CC0-1.0")]
    [InlineData("redact: [{box: [1, 2, 3, 4]}, {box: [1, 2, 3, 4]}]\r\ncaption: >-\r\n  A\r\n  b.\r\n", "caption: >-\r\n  A\r\n  b.\r\n")]
    [InlineData("\uFEFFcaption: A.\nredact: [{box:\n  [1, 2, 3, 4]}]\nsource: s\n", "\uFEFFcaption: A.\nsource: s\n")]
    [InlineData("caption: A.\n", "caption: A.\n")]
    public void Redactions_go_and_every_other_byte_stays(string before, string after) =>
        Assert.Equal(after, Text(RecordEdit.WithoutRedactions("/x.yaml", Encoding.UTF8.GetBytes(before)).Content));

    [Theory]
    [InlineData("image: cart.jpg # c\ncaption: A.\n", "image: cart.png # c\ncaption: A.\n")]
    [InlineData("\uFEFFimage: 'cart.jpg'\ncaption: cart.jpg\n", "\uFEFFimage: 'cart.png'\ncaption: cart.jpg\n")]
    [InlineData("caption: A.\n", "caption: A.\n")]
    public void The_picture_s_name_changes_where_one_is_named(string before, string after) =>
        Assert.Equal(after, Text(RecordEdit.WithImage("/x.yaml", Encoding.UTF8.GetBytes(before), "cart.png").Content));

    [Theory]
    [InlineData("{caption: A., redact: [{box: [1, 2, 3, 4]}]}\n", 15)]
    [InlineData("{redact: [{box: [1, 2, 3, 4]}],\ncaption: A.}\n", 2)]
    public void What_stands_in_one_line_with_another_key_is_left_and_told(string before, int column)
    {
        var (content, problem) = RecordEdit.WithoutRedactions("/x.yaml", Encoding.UTF8.GetBytes(before));

        Assert.Null(content);
        Assert.Equal(("DSP9015", 1, column), (problem!.Code, problem.Line, problem.Column));
    }

    private static string Text(byte[]? content) => Encoding.UTF8.GetString(content!);
}
