using DatasetPipeline.Images;

namespace DatasetPipeline.Core.Tests.Images;

public sealed class MarkColorTests
{
    [Theory]
    [InlineData("red", "#ff0000")]
    [InlineData("Green", "#008000")]
    [InlineData("lime", "#00ff00")]
    [InlineData("grey", "#808080")]
    [InlineData("lightGrey", "#d3d3d3")]
    [InlineData("rebeccapurple", "#663399")]
    [InlineData("#0f8", "#00ff88")]
    [InlineData("#A1b2C3", "#a1b2c3")]
    public void Names_and_hexadecimal_are_colours(string text, string expected)
    {
        Assert.True(MarkColor.TryParse(text, out var color));
        Assert.Equal(expected, color.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("#12")]
    [InlineData("#12345")]
    [InlineData("#ggg")]
    [InlineData("# fff")]
    [InlineData("#-ff")]
    [InlineData("transparent")]
    [InlineData("Window")]
    [InlineData("0")]
    [InlineData("255")]
    [InlineData("redd")]
    [InlineData("red\"/><image href=\"file:///etc/passwd\"/>")]
    [InlineData("url(#a)")]
    public void Nothing_else_is(string? text) => Assert.False(MarkColor.TryParse(text, out _));
}
