using System.Text;
using System.Text.Json;
using DatasetPipeline.Formats;

namespace DatasetPipeline.Core.Tests.Formats;

public sealed class RowFormatsTests
{
    [Fact]
    public void A_row_is_one_line_whatever_a_reader_takes_for_the_end_of_a_line()
    {
        const string Text = "a\u2028b\u2029c\u0085d\u000be\u000cf\u001cg\u001dh\u001ei\u007fj\r\nk 图😀　\"\\";
        foreach (var format in RowFormats.All)
        {
            var rows = Encoding.UTF8.GetString(RowFormats.Write(format, [new Row("x", [new("user", "?"), new("assistant", Text)], "images/a.png")]));

            Assert.Equal('\n', Assert.Single(rows, c => char.IsControl(c) || c is '\u2028' or '\u2029'));
            Assert.Contains("a\\u2028b\\u2029c\\u0085d", rows, StringComparison.Ordinal);
            Assert.Contains("图😀　", rows, StringComparison.Ordinal);
            using var json = JsonDocument.Parse(rows);
            var said = json.RootElement.TryGetProperty("text", out var text) ? text : json.RootElement.GetProperty("messages")[1].GetProperty("content");
            Assert.Equal(Text, said.GetString());
        }
    }
}
