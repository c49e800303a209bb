using System.Globalization;

namespace DatasetPipeline.Train.Starter;

/// <summary>How many of a language's sentences name what was drawn.</summary>
/// <param name="Pictures">Sentences that were read.</param>
/// <param name="Mark">Whose mark is the right one.</param>
/// <param name="Color">Whose colour is.</param>
/// <param name="Place">Whose place is.</param>
/// <param name="Thing">Whose marked thing is.</param>
/// <param name="All">Whose mark, colour and place are.</param>
internal sealed record StarterScore(int Pictures, int Mark, int Color, int Place, int Thing, int All)
{
    /// <summary>The first line of the table.</summary>
    public const string Header = "named rightly      mark  colour   place   thing  mark, colour and place";

    /// <summary>Counts what was said of pictures, by language.</summary>
    public static SortedDictionary<string, StarterScore> Of(IEnumerable<(StarterSample Sample, string Answer)> read)
    {
        var scores = new SortedDictionary<string, StarterScore>(StringComparer.Ordinal);
        foreach (var (sample, answer) in read)
        {
            var said = StarterReading.Of(answer, sample.Language);
            var (mark, color, place) = (said.Shape == sample.Shape, said.Color == sample.Color, said.Place == sample.Place);
            var score = scores.GetValueOrDefault(sample.Language) ?? new(0, 0, 0, 0, 0, 0);
            scores[sample.Language] = new(
                score.Pictures + 1,
                score.Mark + (mark ? 1 : 0),
                score.Color + (color ? 1 : 0),
                score.Place + (place ? 1 : 0),
                score.Thing + (said.Target == sample.Target ? 1 : 0),
                score.All + (mark && color && place ? 1 : 0));
        }

        return scores;
    }

    /// <summary>Its line of the table.</summary>
    public string Row(string language) => string.Create(CultureInfo.InvariantCulture, $"{language,-2} {Pictures,4} pictures {Share(Mark)}{Share(Color)}{Share(Place)}{Share(Thing)}{Share(All)}");

    /// <summary>A count as a part of the pictures.</summary>
    public double PartOf(int right) => (double)right / Pictures;

    private string Share(int right) => string.Create(CultureInfo.InvariantCulture, $"{100 * PartOf(right),7:0.0}%");
}
