using DatasetPipeline.Train.Starter;

namespace DatasetPipeline.Train.Tests.Starter;

public sealed class StarterTextTests
{
    private static readonly string[] Corpus = [.. StarterText.Corpus(seed: 5)];

    [Fact]
    public void The_corpus_is_the_same_for_the_same_seed()
    {
        Assert.Equal(Corpus, StarterText.Corpus(seed: 5));
        Assert.NotEqual(Corpus, StarterText.Corpus(seed: 6));
    }

    [Fact]
    public void The_corpus_leaves_no_slot_open_and_says_little_twice()
    {
        Assert.All(Corpus, line => Assert.DoesNotContain("{", line));
        Assert.True(Corpus.Distinct().Count() > Corpus.Length * 0.8);
    }

    [Fact]
    public void An_article_fits_the_word_after_it()
    {
        Assert.All(Corpus, line => Assert.DoesNotMatch(@"\b[Aa] (?:orange|ellipse|arrow|icon|image|avatar|input)\b", line));
        Assert.All(Corpus, line => Assert.DoesNotMatch(@"\b[Aa]n (?:red|blue|green|purple|yellow)\b", line));
    }
}
