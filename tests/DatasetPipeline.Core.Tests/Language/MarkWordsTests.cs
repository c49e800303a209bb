using DatasetPipeline.Language;

namespace DatasetPipeline.Core.Tests.Language;

public sealed class MarkWordsTests
{
    [Theory]
    [InlineData("The red box underlines the tax total.", "red box", MarkKinds.Box)]
    [InlineData("The blue arrow highlights the button.", "blue arrow", MarkKinds.Arrow)]
    [InlineData("The green ellipse circles the price.", "green ellipse", MarkKinds.Ellipse)]
    [InlineData("The red dashed box marks the total.", "red dashed box", MarkKinds.Box)]
    [InlineData("The red dashed boxes mark the totals.", "red dashed boxes", MarkKinds.Box)]
    [InlineData("The yellow highlight lies over the date.", "yellow highlight", MarkKinds.Highlight)]
    public void A_mark_is_what_the_noun_says_and_not_what_it_does(string text, string words, MarkKinds kinds)
    {
        var mention = Assert.Single(MarkWords.Find(text));

        Assert.Equal((words, kinds), (mention.Text, mention.Kinds));
    }

    [Theory]
    [InlineData("The orange line underlines the delivery date.")]
    [InlineData("The red banner highlights the outage.")]
    [InlineData("The blue panel outlines what is left to do.")]
    public void What_something_coloured_does_is_no_mark(string text) => Assert.Empty(MarkWords.Find(text));
}
