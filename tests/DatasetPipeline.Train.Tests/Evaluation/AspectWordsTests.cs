using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Starter;

namespace DatasetPipeline.Train.Tests.Evaluation;

public sealed class AspectWordsTests
{
    [Theory]
    [InlineData("The red box marks the search field at the top left, because it is required.", "Color red|Mark box|Widget search field|Place top left")]
    [InlineData("An orange line underlines the \"Top left menu\" checkbox on the right side.", "Color orange|Mark line|Widget checkbox|Place right")]
    [InlineData("The upper-right card is circled in green; two days are left, right?", "Place upper-right|Widget card|Mark circled|Color green")]
    [InlineData("The arrow points to a red text box in the middle.", "Mark arrow|Color red|Widget text box|Place middle")]
    [InlineData("The red box circles what the button highlights.", "Color red|Mark box|Widget button")]
    [InlineData("Two blue ellipses surround the buttons.", "Color blue|Mark ellipses|Widget buttons")]
    [InlineData("蓝框标出了右下角的搜索框，可以按名称查找商品。", "Color 蓝|Mark 框|Place 右下|Widget 搜索框")]
    [InlineData("页面中间的“红色箭头”按钮被紫圈圈出，旁边是空白。", "Place 中间|Widget 按钮|Color 紫|Mark 圈")]
    [InlineData("红色箭头指向顶部的下拉框，绿色的粗线划在标题下。", "Color 红|Mark 箭头|Place 顶部|Widget 下拉框|Color 绿|Mark 线|Widget 标题")]
    [InlineData("Nothing is left. 黄金白天，青年在线。", "")]
    public void Words_about_a_mark_are_found_and_others_are_not(string sentence, string words) =>
        Assert.Equal(words, string.Join('|', AspectWords.In(sentence).Select(word => $"{word.Aspect} {sentence.Substring(word.Start, word.Length)}")));

    [Fact]
    public void What_the_starter_is_taught_to_say_is_read_back_in_both_languages()
    {
        var (all, missed) = (0, new List<string>());
        for (var i = 0; i < 300; i++)
        {
            var sample = StarterSamples.Draw(11, i);
            var said = AspectWords.In(sample.Caption);
            foreach (var (aspect, key) in new[] { (Aspect.Color, sample.Color), (Aspect.Place, sample.Place), (Aspect.Widget, sample.Target) })
            {
                all++;
                if (!said.Any(word => word.Aspect == aspect && string.Equals(word.Key, key, StringComparison.OrdinalIgnoreCase)))
                    missed.Add($"{aspect} {key}: {sample.Caption}");
            }

            all++;
            if (!said.Any(word => word.Aspect == Aspect.Mark && word.Kinds.ToString().Contains(sample.Shape, StringComparison.OrdinalIgnoreCase)))
                missed.Add($"{Aspect.Mark} {sample.Shape}: {sample.Caption}");
        }

        Assert.True(missed.Count < all * 0.005, $"{missed.Count}/{all}\n{string.Join('\n', missed)}");
    }

    [Fact]
    public void Right_is_what_caption_and_answer_both_say_whatever_they_say_it_with()
    {
        var scores = AspectScore.Of(
        [
            new("The red box marks the button at the top left.", "A crimson frame surrounds the field in the upper left corner."),
            new("红框标出了右侧的按钮，绿框是标题。", "The red rectangle marks the left button."),
            new("It is broken.", "The red box."),
        ]);

        Assert.Equal(new AspectScore(2, 3), scores[Aspect.Color]);
        Assert.Equal(new AspectScore(2, 2), scores[Aspect.Mark]);
        Assert.Equal(new AspectScore(1, 2), scores[Aspect.Place]);
        Assert.Equal(new AspectScore(1, 3), scores[Aspect.Widget]);
    }
}
