namespace DatasetPipeline.Train.Evaluation;

/// <summary>How much of what captions say of their marks the answers say too.</summary>
/// <param name="Right">What both say.</param>
/// <param name="All">What the captions say; each thing counts once in a caption.</param>
public readonly record struct AspectScore(int Right, int All)
{
    /// <summary>Of some answers, by what the words are about.</summary>
    public static IReadOnlyDictionary<Aspect, AspectScore> Of(IEnumerable<AnswerPair> pairs)
    {
        var scores = Enum.GetValues<Aspect>().ToDictionary(aspect => aspect, _ => default(AspectScore));
        foreach (var pair in pairs)
        {
            var said = AspectWords.In(pair.Said);
            foreach (var word in AspectWords.In(pair.Expected).DistinctBy(word => (word.Aspect, word.Key, word.Kinds)))
                scores[word.Aspect] = new(scores[word.Aspect].Right + (said.Any(word.Agrees) ? 1 : 0), scores[word.Aspect].All + 1);
        }

        return scores;
    }
}
