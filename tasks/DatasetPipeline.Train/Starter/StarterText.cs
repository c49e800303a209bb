using DatasetPipeline.Train.Starter.Pages;

namespace DatasetPipeline.Train.Starter;

/// <summary>The text that the starter model's tokenizer is trained on.</summary>
public static class StarterText
{
    private const int Captions = 4000;

    private const int Sentences = 6000;

    private static readonly string[] Languages = ["en", "zh"];

    /// <summary>English and Chinese lines about interfaces, the same for the same seed: captions, questions, labels, stock phrases and sentences.</summary>
    public static IEnumerable<string> Corpus(long seed)
    {
        foreach (var (stream, language) in Languages.Index())
        {
            var random = new StarterRandom(seed, index: 0, stream);
            var grammar = new Grammar(language + ".grammar.txt");
            for (var i = 0; i < Captions; i++)
                yield return AnyCaption(language, random);
            for (var i = 0; i < Sentences; i++)
                yield return grammar.Sentence(random);
            foreach (var line in Lists.Lines(language + ".stock.txt").Concat(Lists.Lines(language + ".prompts.txt")).Concat(Labels.Of(language).Values.SelectMany(text => text)))
                yield return line;
        }
    }

    private static string AnyCaption(string language, StarterRandom random)
    {
        var claim = new StarterClaim(random.Pick(Mark.Shapes), random.Pick(Mark.Colors), random.Pick(Places.All), random.Pick(Kind.All).Key);
        var page = random.Chance(0.6f) ? random.Pick(Page.All) : null;
        var label = random.Chance(0.4f) ? random.Pick(Labels.Of(language)["button"]) : null;
        return Caption.Write(claim, language, page, label, random);
    }
}
