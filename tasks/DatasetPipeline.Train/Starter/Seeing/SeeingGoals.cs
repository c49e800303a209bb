using DatasetPipeline.Tokens;

namespace DatasetPipeline.Train.Starter.Seeing;

/// <summary>
/// What each image token of a screen should know, row by row: the number of the answer to each of <see cref="Questions"/>, or -100
/// where there is none.
/// </summary>
/// <param name="Answers">(questions, tokens)</param>
/// <param name="Ink">(tokens, <see cref="InkSize"/>²): which squares of a token have the line of a mark in them, 1 or 0.</param>
internal sealed record SeeingGoals(long[][] Answers, float[] Ink)
{
    /// <summary>Squares of a token along a side.</summary>
    public const int InkSize = 8;

    private const long NotAsked = EncodedSample.NotLearned;

    /// <summary>So many pixels of a mark make a token one that shows it.</summary>
    private const int LeastInk = 12;

    private static readonly List<string> KindKeys = [.. Kind.All.Select(kind => kind.Key)];
    private static readonly List<string> Shapes = [.. Mark.Shapes];
    private static readonly List<string> Colors = [.. Mark.Colors];

    /// <summary>What is asked, how many answers there are, and what a wrong one weighs: the thing that stands there; whether a mark's line is seen, and which; whether the thing is marked, by what and where.</summary>
    public static IReadOnlyList<(string Name, int Answers, double Weight)> Questions { get; } =
    [
        ("thing", KindKeys.Count + 1, 1), ("line of a mark", 2, 3), ("colour of the line", Colors.Count, 1), ("shape of the line", Shapes.Count, 2),
        ("marked", 2, 3), ("colour", Colors.Count, 1), ("shape", Shapes.Count, 3), ("marked thing", KindKeys.Count, 1), ("place", Places.All.Count, 1),
    ];

    /// <param name="screen">What was drawn.</param>
    /// <param name="rows">Of tokens.</param>
    /// <param name="columns">Of tokens.</param>
    public static SeeingGoals Of(SeeingScreen screen, int rows, int columns)
    {
        var (height, width) = ((float)screen.Height / rows, (float)screen.Width / columns);
        var answers = Questions.Select(_ => Enumerable.Repeat(NotAsked, rows * columns).ToArray()).ToArray();
        var ink = new int[rows * columns, screen.Marks.Count + 1];
        var squares = new float[rows * columns * InkSize * InkSize];
        for (var pixel = 0; pixel < screen.Ink.Length; pixel++)
        {
            if (screen.Ink[pixel] == 0)
                continue;
            var (y, x) = ((pixel / screen.Width) + 0.5f, (pixel % screen.Width) + 0.5f);
            var token = ((int)(y / height) * columns) + (int)(x / width);
            ink[token, screen.Ink[pixel]]++;
            squares[(((token * InkSize) + (int)(y % height / height * InkSize)) * InkSize) + (int)(x % width / width * InkSize)] = 1;
        }

        for (var token = 0; token < rows * columns; token++)
        {
            var (x, y) = (((token % columns) + 0.5f) * width, ((token / columns) + 0.5f) * height);
            var top = screen.Elements.Where(element => Holds(element.Area, x, y)).MinBy(element => element.Area.Width * element.Area.Height);
            answers[0][token] = top is null ? KindKeys.Count : KindKeys.IndexOf(top.Kind);

            var seen = Enumerable.Range(1, screen.Marks.Count).MaxBy(mark => ink[token, mark]);
            if (screen.Marks.Count > 0 && ink[token, seen] >= LeastInk)
            {
                answers[1][token] = 1;
                answers[2][token] = Colors.IndexOf(screen.Marks[seen - 1].Color);
                answers[3][token] = Shapes.IndexOf(screen.Marks[seen - 1].Shape);
            }
            else
            {
                answers[1][token] = 0;
            }

            answers[4][token] = 0;
        }

        foreach (var (shape, color, target) in screen.Marks)
        {
            // Every token whose middle is on the thing, and the one that holds the thing's middle at any rate.
            var middle = ((int)(target.Area.CenterY / height) * columns) + (int)(target.Area.CenterX / width);
            foreach (var token in Enumerable.Range(0, rows * columns).Where(token => token == middle || Holds(target.Area, ((token % columns) + 0.5f) * width, ((token / columns) + 0.5f) * height)))
            {
                answers[4][token] = 1;
                answers[5][token] = Colors.IndexOf(color);
                answers[6][token] = Shapes.IndexOf(shape);
                answers[7][token] = KindKeys.IndexOf(target.Kind);
                if (Places.Of(target.Area, new(0, 0, screen.Width, screen.Height)) is { } place)
                    answers[8][token] = Places.All.ToList().IndexOf(place);
            }
        }

        return new(answers, squares);
    }

    private static bool Holds(Area area, float x, float y) => x >= area.X && x < area.Right && y >= area.Y && y < area.Bottom;
}
