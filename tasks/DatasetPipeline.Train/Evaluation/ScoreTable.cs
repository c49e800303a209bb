using System.Globalization;

namespace DatasetPipeline.Train.Evaluation;

/// <summary>Scores as a table for people; a page and a terminal show the same cells.</summary>
internal static class ScoreTable
{
    /// <summary>The columns' names.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["split", "language", "model", "loss", "tokens", "equal", "chrF", "BLEU", "CIDEr-D", "color", "mark", "place", "widget"];

    /// <summary>What the names mean.</summary>
    public const string Legend = "tokens: the caption's tokens that were the likeliest, each after the right ones before it. equal: answers that are the caption. color to widget: what captions say of their marks, and how much of it the answers say too.";

    /// <summary>The cells of a line.</summary>
    public static IReadOnlyList<string> Cells(ModelScores scores) =>
    [
        scores.Split,
        string.Create(CultureInfo.InvariantCulture, $"{scores.Language} {scores.Captions.Count}"),
        scores.Model,
        Text(scores.Likelihood.Loss, "0.000"),
        Text(100 * scores.Likelihood.TokenAccuracy, "0.0") + "%",
        Text(scores.Captions.Exact, "0"),
        Text(scores.Captions.ChrF, "0.0"),
        Text(scores.Captions.Bleu, "0.0"),
        Text(scores.Captions.CiderD, "0.00"),
        .. Enum.GetValues<Aspect>().Select(aspect => scores.Aspects[aspect]).Select(score => score.All == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{score.Right}/{score.All}")),
    ];

    /// <summary>Lines of equal columns; what is as in the line before is left out.</summary>
    public static void Write(TextWriter output, IReadOnlyList<ModelScores> scores)
    {
        List<IReadOnlyList<string>> lines = [Columns, .. scores.Select(Cells)];
        var widths = Enumerable.Range(0, Columns.Count).Select(column => lines.Max(line => line[column].Length)).ToList();
        IReadOnlyList<string> before = [];
        foreach (var line in lines)
        {
            var cells = line.Select((cell, column) => column < 2 && before.Count > 0 && before.Take(column + 1).SequenceEqual(line.Take(column + 1)) ? "" : cell);
            output.WriteLine(string.Join("  ", cells.Select((cell, column) => column < 3 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
            before = line;
        }
    }

    private static string Text(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);
}
