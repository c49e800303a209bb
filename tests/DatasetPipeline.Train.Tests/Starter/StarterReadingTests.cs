using DatasetPipeline.Train.Starter;

namespace DatasetPipeline.Train.Tests.Starter;

public sealed class StarterReadingTests
{
    [Theory]
    [InlineData("en", "The red box marks the search field at the top left, because it is required.", "box", "red", "top left", "search field")]
    [InlineData("en", "An orange line underlines the \"Top left menu\" checkbox on the right side.", "line", "orange", "right", "checkbox")]
    [InlineData("zh", "蓝框标出了右下角的搜索框，可以按名称查找商品。", "box", "blue", "bottom right", "search field")]
    [InlineData("zh", "页面中间的“红色箭头”按钮被紫圈圈出。", "ellipse", "purple", "middle", "button")]
    [InlineData("en", "Nothing is bordered here.", null, null, null, null)]
    public void A_sentence_is_read(string language, string sentence, string? shape, string? color, string? place, string? target) =>
        Assert.Equal(new StarterClaim(shape, color, place, target), StarterReading.Of(sentence, language));
}
