using DatasetPipeline.Language;

namespace DatasetPipeline.Core.Tests.Language;

public sealed class CaptionFiguresTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public void A_good_sentence_breaks_no_build_and_nine_in_ten_faults_are_found(string language)
    {
        var figures = CaptionFigures.Of(Path.Combine(AppContext.BaseDirectory, "Language", $"captions.{language}.jsonl"));

        Assert.True(figures.Of(language, errorsOnly: true).Precision >= 0.98, figures.ToString());
        Assert.True(figures.Of(language, errorsOnly: false).Precision >= 0.95, figures.ToString());
        Assert.True(figures.Of(language, errorsOnly: false).Recall >= 0.90, figures.ToString());
    }
}
