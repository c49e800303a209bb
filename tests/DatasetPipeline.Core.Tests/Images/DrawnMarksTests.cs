using DatasetPipeline.Images;
using DatasetPipeline.Language;
using DatasetPipeline.Records.Marks;
using NetVips;

namespace DatasetPipeline.Core.Tests.Images;

public sealed class DrawnMarksTests
{
    public static TheoryData<string> Colors => ["red", "#00b400", "#ffd800", "#0040ff", "#ff8000", "#8000c0"];

    [Theory]
    [MemberData(nameof(Colors))]
    public void Frames_rings_and_arrows_are_found_where_they_are_also_after_JPEG(string color)
    {
        Mark[] marks = [new BoxMark(new(40, 30, 160, 60)) { Color = color, StrokeWidth = 4 }, new EllipseMark(new(260, 40, 140, 80)) { Color = color, StrokeWidth = 4 }, new ArrowMark(new(80, 280), new(240, 200)) { Color = color, StrokeWidth = 4 }];
        using var screen = Screen();
        using var marked = MarkPainter.Paint(screen, marks);

        foreach (var file in new[] { marked.PngsaveBuffer(), marked.JpegsaveBuffer(q: 80) })
        {
            var found = DrawnMarks.Find(file);

            Assert.Equal([MarkKinds.Box, MarkKinds.Ellipse, MarkKinds.Arrow], found.Select(mark => mark.Kind));
            var named = MarkColor.Parse(color);
            Assert.All(found, mark => Assert.Contains(mark.Hue, Hues.NamesOf(named)));
            Assert.InRange(found[0].Box.X, 36, 40);
            Assert.InRange(found[0].Box.Width, 160, 168);
            Assert.InRange(found[2].Box.Y + found[2].Box.Height, 280, 286);
        }
    }

    [Fact]
    public void What_a_program_draws_in_its_own_colour_is_no_mark_and_a_screen_without_colour_has_none()
    {
        using var screen = Screen();
        Assert.Empty(DrawnMarks.Find(screen.PngsaveBuffer()));

        // A field that has the focus, in the colour of the head and of a button.
        using var own = screen.Mutate(image =>
        {
            image.DrawRect([37, 99, 235], 0, 0, 480, 24, fill: true);
            image.DrawRect([37, 99, 235], 360, 300, 80, 28, fill: true);
            for (var i = 0; i < 2; i++)
                image.DrawRect([37, 99, 235], 60 + i, 140 + i, 200 - (2 * i), 30 - (2 * i), fill: false);
        });
        Assert.Empty(DrawnMarks.Find(own.PngsaveBuffer()));
    }

    // Grey boxes and lines on white.
    private static Image Screen()
    {
        using var paper = PictureFolder.Plain(480, 360, 255, 255, 255);
        return paper.Mutate(image =>
        {
            for (var row = 0; row < 8; row++)
            {
                image.DrawRect([220, 222, 228], 20, 40 + (row * 38), 440, 1, fill: true);
                image.DrawRect([60, 64, 72], 30, 52 + (row * 38), 60 + (row * 20), 8, fill: true);
            }
        });
    }
}
