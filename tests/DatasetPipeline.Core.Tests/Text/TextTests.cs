using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Core.Tests.Text;

public sealed class TextTests
{
    [Theory]
    [InlineData("lora-rank", "lora_rank")]
    [InlineData("lorarank", "lora_rank")]
    [InlineData("lora_rnak", "lora_rank")]
    [InlineData("something_else", null)]
    public void The_nearest_key_is_the_one_that_was_most_likely_meant(string word, string? nearest) =>
        Assert.Equal(nearest, Nearest.To(word, ["lora_alpha", "lora_rank", "seed"]));

    [Fact]
    public void A_value_can_forge_no_line_and_end_no_matcher() =>
        Assert.Equal("\"a\\nb.yaml(1,1): error X1: y (z)\\u202e\"", Shown.Value("a\nb.yaml(1,1): error X1: y [z]\u202e"));

    [Fact]
    public void Whatever_is_put_into_a_finding_it_is_one_line_without_brackets()
    {
        foreach (var code in Codes.All.Keys)
            Assert.Equal("a\\n::error::b (c) \\u001b(31m\\u202e 图", new Diagnostic(code, "a\n::error::b [c] \u001b[31m\u202e 图", "/a.yaml").Message);
    }

    [Theory]
    [InlineData(0, "0 records")]
    [InlineData(1, "1 record")]
    [InlineData(1200, "1200 records")]
    public void One_thing_is_not_several(int number, string text) => Assert.Equal(text, Counted.Of(number, "record"));
}
