using DatasetPipeline.Models;
using DatasetPipeline.Models.Tests;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Starter;
using DatasetPipeline.Train.Starter.Seeing;
using TorchSharp;

namespace DatasetPipeline.Train.Tests.Starter;

public sealed class SeeingTests
{
    private static readonly SeeingScreen[] Some = [.. Enumerable.Range(0, 60).Select(index => SeeingScreen.Draw(seed: 11, index))];

    [Fact]
    public void The_same_number_gives_the_same_screen_on_any_thread() => Parallel.For(0, Some.Length, index =>
    {
        var again = SeeingScreen.Draw(seed: 11, index);

        Assert.Equal(Some[index].Marks, again.Marks);
        Assert.True(Some[index].Rgb.AsSpan().SequenceEqual(again.Rgb));
        Assert.True(Some[index].Ink.AsSpan().SequenceEqual(again.Ink));
    });

    [Fact]
    public void A_screen_has_one_to_eight_marks_on_things_that_do_not_touch_and_each_leaves_ink() => Assert.All(Some, screen =>
    {
        Assert.InRange(screen.Marks.Count, 1, 8);
        for (var i = 0; i < screen.Marks.Count; i++)
        {
            var area = screen.Marks[i].Target.Area;
            Assert.Contains((byte)(i + 1), screen.Ink);
            Assert.All(screen.Marks.Skip(i + 1), other => Assert.True(
                other.Target.Area.X >= area.Right || area.X >= other.Target.Area.Right || other.Target.Area.Y >= area.Bottom || area.Y >= other.Target.Area.Bottom));
        }
    });

    [Fact]
    public void A_marked_thing_is_told_by_the_tokens_on_it_and_by_no_other() => Assert.All(Some, screen =>
    {
        const int Rows = 7, Columns = 12;
        var goals = SeeingGoals.Of(screen, Rows, Columns);
        string[] names = [.. SeeingGoals.Questions.Select(question => question.Name)];
        for (var token = 0; token < Rows * Columns; token++)
        {
            var middle = (X: ((token % Columns) + 0.5f) * screen.Width / Columns, Y: ((token / Columns) + 0.5f) * screen.Height / Rows);
            var isOn = screen.Marks.Any(mark => mark.Target.Area is var a && a.X <= middle.X && middle.X < a.Right && a.Y <= middle.Y && middle.Y < a.Bottom);
            if (isOn)
                Assert.Equal(1, Answer("marked", token));
            if (Answer("marked", token) == 0)
                Assert.Equal((-100, -100), (Answer("colour", token), Answer("place", token)));
            else
                Assert.Contains(screen.Marks, mark => Mark.Colors[(int)Answer("colour", token)] == mark.Color && Mark.Shapes[(int)Answer("shape", token)] == mark.Shape);
            Assert.All(SeeingGoals.Questions.Index(), question => Assert.InRange(goals.Answers[question.Index][token], -100, question.Item.Answers - 1));
        }

        long Answer(string name, int token) => goals.Answers[Array.IndexOf(names, name)][token];
    });

    [Fact]
    public void Squares_with_ink_are_where_the_marks_were_drawn() => Assert.All(Some, screen =>
    {
        var goals = SeeingGoals.Of(screen, rows: 1, columns: 1);
        for (var square = 0; square < goals.Ink.Length; square++)
        {
            var (down, across) = (square / SeeingGoals.InkSize, square % SeeingGoals.InkSize);
            var has = false;
            for (var y = 0; y < screen.Height; y++)
                for (var x = 0; x < screen.Width; x++)
                    has |= screen.Ink[(y * screen.Width) + x] > 0 && (int)((y + 0.5f) * SeeingGoals.InkSize / screen.Height) == down && (int)((x + 0.5f) * SeeingGoals.InkSize / screen.Width) == across;
            Assert.Equal(has ? 1 : 0, goals.Ink[square]);
        }
    });

    [Fact]
    public void Pictures_that_are_seen_together_are_seen_as_each_alone()
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var model = ModelFolder.Open(Path.Combine(Goldens.Repository, "models", "starter"));
        PixelValues[] pictures = [.. Some.Take(6).Select(screen => model.Processor.Process(RgbImage.FromBytes(screen.Width, screen.Height, screen.Rgb)))];

        var together = SeenTogether.Of(model, pictures).ToList();

        Assert.Equal(pictures.Length, together.Count);
        Assert.Contains(pictures.Zip(pictures.Skip(1)), pair => pair.First.Grid == pair.Second.Grid);
        foreach (var (seen, picture) in together.Zip(pictures))
        {
            var alone = model.See(picture);
            Assert.True(seen.Embeddings.allclose(alone.Embeddings, atol: 1e-4));
            Assert.All(seen.Deepstack.Zip(alone.Deepstack), layer => Assert.True(layer.First.allclose(layer.Second, atol: 1e-4)));
        }
    }
}
