namespace DatasetPipeline.Train.Starter;

/// <summary>Sentences from a file of rules: each {name} becomes one of the lines of that name.</summary>
internal sealed class Grammar(string file)
{
    private readonly Dictionary<string, string[]> rules = Lists.ByKey(file);

    public string Sentence(StarterRandom random)
    {
        var text = random.Pick(rules["sentence"]);
        int open;
        while ((open = text.IndexOf('{')) >= 0)
        {
            var close = text.IndexOf('}', open);
            text = text[..open] + random.Pick(rules[text[(open + 1)..close]]) + text[(close + 1)..];
        }
        return text;
    }
}
