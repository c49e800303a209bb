using DatasetPipeline.Train.Starter.Pages;

namespace DatasetPipeline.Train.Starter;

/// <summary>The text that the starter model's tokenizer is trained on.</summary>
public static class StarterText
{
    private const int Captions = 4000;

    private const int Sentences = 6000;

    private static readonly string[] Languages = ["en", "zh"];

    private static readonly Dictionary<string, Grammar> Grammars = Languages.ToDictionary(language => language, language => new Grammar(language + ".grammar.txt"));

    private static readonly Dictionary<string, string[]> Stock = Languages.ToDictionary(language => language, language => Lists.Lines(language + ".stock.txt"));

    /// <summary>English and Chinese lines about interfaces, the same for the same seed: captions, questions, labels, stock phrases and sentences.</summary>
    public static IEnumerable<string> Corpus(long seed)
    {
        foreach (var (stream, language) in Languages.Index())
        {
            var random = new StarterRandom(seed, index: 0, stream);
            var grammar = Grammars[language];
            for (var i = 0; i < Captions; i++)
                yield return AnyCaption(language, random);
            for (var i = 0; i < Sentences; i++)
                yield return grammar.Sentence(random);
            foreach (var line in Stock[language].Concat(Lists.Lines(language + ".prompts.txt")).Concat(Labels.Of(language).Values.SelectMany(text => text)))
                yield return line;
        }
    }

    /// <summary>A question and a line about interfaces, without a picture: the one of this number.</summary>
    public static (string Prompt, string Text) Sample(long seed, long index)
    {
        var random = new StarterRandom(seed, index, stream: 2);
        var language = random.Pick(Languages);
        var text = random.Chance(0.75f) ? Grammars[language].Sentence(random)
            : random.Chance(0.6f) ? random.Pick(Stock[language])
            : string.Join(language == "zh" ? "、" : ", ", random.Pick([.. Labels.Of(language).Values]));
        return (language == "zh" ? "写一句关于界面的话。" : "Write a line about an interface.", text);
    }

    private static string AnyCaption(string language, StarterRandom random)
    {
        var claim = new StarterClaim(random.Pick(Mark.Shapes), random.Pick(Mark.Colors), random.Pick(Places.All), random.Pick(Kind.All).Key);
        var page = random.Chance(0.6f) ? random.Pick(Page.All) : null;
        var label = random.Chance(0.4f) ? random.Pick(Labels.Of(language)["button"]) : null;
        return Caption.Write(claim, language, page, label, random);
    }
}
