namespace DatasetPipeline.Tokens.Tests;

public sealed class NfcTests
{
    // From Unicode's own examples (UAX #15, figures 3 to 5) and its composition rules.
    [Theory]
    [InlineData("A\u030A", "Å")]
    [InlineData("\u212B", "Å")]
    [InlineData("\u2126", "Ω")]
    [InlineData("s\u0323\u0307", "ṩ")]
    [InlineData("s\u0307\u0323", "ṩ")]
    [InlineData("ḍ\u0307", "ḍ\u0307")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("ﬁ", "ﬁ")]
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("하\u11AB", "한")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u0340", "\u0300")]
    [InlineData("か\u3099", "が")]
    [InlineData("a\u05AE\u0300\u0301b", "à\u05AE\u0301b")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("\U000110A5\U000110BA", "\U000110AB")]
    [InlineData("\uF900", "豈")]
    public void Text_is_brought_to_form_C(string text, string expected) => Assert.Equal(expected, Nfc.Normalize(text));

    [Fact]
    public void Text_in_form_C_stays_the_same_object()
    {
        const string Text = "The café 红框 한국어 が 😀";

        Assert.Same(Text, Nfc.Normalize(Text));
    }
}
