namespace DatasetPipeline.Train.Evaluation;

/// <summary>How often each run of n tokens stands in a text, for one n.</summary>
internal sealed class Ngrams
{
    // White space, so it is in no token.
    private const char Between = '\x1f';

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    private Ngrams(IReadOnlyList<string> tokens, int n)
    {
        for (var i = 0; i + n <= tokens.Count; i++)
        {
            var run = string.Join(Between, tokens.Skip(i).Take(n));
            _counts[run] = _counts.GetValueOrDefault(run) + 1;
        }
    }

    /// <summary>Each run with its count.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>How many runs there are.</summary>
    public int Total => _counts.Values.Sum();

    /// <summary>Those of one token up to those of <paramref name="most"/>.</summary>
    public static Ngrams[] UpTo(int most, IReadOnlyList<string> tokens) => [.. Enumerable.Range(1, most).Select(n => new Ngrams(tokens, n))];

    /// <summary>How many runs both have, none counted oftener than the other has it.</summary>
    public int Shared(Ngrams other) => _counts.Sum(run => Math.Min(run.Value, other._counts.GetValueOrDefault(run.Key)));
}
