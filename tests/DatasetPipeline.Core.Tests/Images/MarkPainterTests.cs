using System.Globalization;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;
using NetVips;

namespace DatasetPipeline.Core.Tests.Images;

public sealed class MarkPainterTests
{
    private static readonly double[] _white = [255, 255, 255];
    private static readonly double[] _red = [255, 0, 0];

    [Fact]
    public void A_box_is_a_crisp_frame_on_its_edge()
    {
        using var painted = Paint(new BoxMark(new(20, 30, 40, 10)) { StrokeWidth = 4 });

        Assert.Equal(_red, painted[18, 28]); // the corner is square
        Assert.Equal(_red, painted[21, 35]);
        Assert.Equal(_red, painted[61, 41]);
        Assert.Equal(_white, painted[17, 35]);
        Assert.Equal(_white, painted[22, 35]);
        Assert.Equal(_white, painted[62, 35]);
        Assert.Equal(_white, painted[40, 42]);
        AssertOnly(painted, _white, _red);
    }

    [Fact]
    public void A_box_around_the_whole_picture_keeps_its_stroke()
    {
        using var painted = Paint(new BoxMark(new(0, 0, 100, 80)) { StrokeWidth = 4 });

        Assert.Equal(_red, painted[3, 40]);
        Assert.Equal(_white, painted[4, 40]);
        Assert.Equal(_red, painted[96, 76]);
        Assert.Equal(_white, painted[95, 75]);
    }

    [Fact]
    public void An_ellipse_touches_its_box_on_four_sides_and_is_hollow()
    {
        using var painted = Paint(new EllipseMark(new(20, 20, 60, 40)) { StrokeWidth = 4 });

        foreach (var (x, y) in new[] { (20, 39), (79, 40), (50, 20), (49, 59) })
            Assert.Equal(_red, painted[x, y]);
        Assert.Equal(_white, painted[50, 40]);
        Assert.Equal(_white, painted[20, 20]);
        Assert.Equal(_white, painted[17, 40]);
    }

    [Fact]
    public void An_arrow_points_where_it_goes_to()
    {
        using var painted = Paint(new ArrowMark(new(10, 40), new(90, 40)) { StrokeWidth = 4 });

        Assert.Equal(_red, painted[20, 39]);
        Assert.Equal(_red, painted[20, 40]);
        Assert.Equal(_white, painted[20, 43]);
        Assert.Equal(_red, painted[72, 45]); // the head is wider than the shaft
        Assert.Equal(_white, painted[72, 50]);
        Assert.Equal(_white, painted[91, 40]);
        Assert.InRange(painted[88, 40][1], 0, 200); // and ends in a point
        Assert.Equal(_white, painted[88, 43]);
    }

    [Fact]
    public void Slanted_edges_are_antialiased()
    {
        using var painted = Paint(new LineMark([new(10, 10), new(83.3, 47.9)]) { StrokeWidth = 3 });
        using var green = painted[1];
        using var histogram = green.HistFind();

        Assert.InRange(Enumerable.Range(1, 254).Count(i => histogram[i, 0][0] > 0), 20, 254);
    }

    [Fact]
    public void A_straight_line_looks_the_same_however_many_points_it_has()
    {
        using var two = Paint(new LineMark([new(10, 10), new(80, 50)]));
        using var many = Paint(new LineMark([.. Enumerable.Range(0, 71).Select(i => new PixelPoint(10 + i, 10 + (i * 40 / 70.0)))]));
        using var difference = two - many;
        using var absolute = difference.Abs();

        Assert.InRange(absolute.Max(), 0, 3);
    }

    [Fact]
    public void A_line_goes_through_its_points_and_may_rest_on_one()
    {
        using var painted = Paint(new LineMark([new(10, 10), new(10, 10), new(60, 10), new(60, 60)]) { StrokeWidth = 5 });

        Assert.Equal(_red, painted[35, 10]);
        Assert.Equal(_red, painted[60, 35]);
        Assert.Equal(_white, painted[35, 35]);
    }

    [Fact]
    public void A_highlight_multiplies_so_that_text_stays()
    {
        using var grey = PictureFolder.Plain(50, 50, 128, 128, 128);
        using var ground = grey.Mutate(m => m.DrawRect([0, 0, 0], 10, 10, 5, 5, fill: true));
        using var painted = MarkPainter.Paint(ground, [new HighlightMark(new(5, 5, 20, 20)) { Color = "yellow" }]);

        Assert.Equal([128.0, 128, 0], painted[6, 6]);
        Assert.Equal([0.0, 0, 0], painted[12, 12]);
        Assert.Equal([128.0, 128, 128], painted[25, 25]);
    }

    [Theory]
    [InlineData(100, 3)]
    [InlineData(900, 3)]
    [InlineData(1920, 6)]
    [InlineData(3840, 13)]
    public void A_stroke_scales_with_the_picture(int width, int stroke)
    {
        using var picture = PictureFolder.Plain(width, 60, 255, 255, 255);
        using var painted = MarkPainter.Paint(picture, [new BoxMark(new(30, 20, 60, 30))]);

        Assert.Equal(stroke, Enumerable.Range(0, 60).Count(x => painted[x, 35][1] < 255));
    }

    [Fact]
    public void Later_marks_lie_over_earlier_ones()
    {
        using var painted = Paint(new BoxMark(new(20, 20, 30, 30)), new BoxMark(new(20, 20, 30, 30)) { Color = "blue" });

        Assert.Equal([0.0, 0, 255], painted[20, 30]);
    }

    [Fact]
    public void A_picture_with_transparency_or_one_band_is_painted_too()
    {
        using var clear = PictureFolder.Plain(30, 30, 9, 9, 9, 0);
        using var onWhite = MarkPainter.Paint(clear, [new BoxMark(new(5, 5, 10, 10))]);
        using var grey = PictureFolder.Plain(30, 30, 77);
        using var onGrey = MarkPainter.Paint(grey, [new BoxMark(new(5, 5, 10, 10))]);

        Assert.Equal(_white, onWhite[25, 25]);
        Assert.Equal([77.0, 77, 77], onGrey[25, 25]);
        Assert.Equal(_red, onGrey[5, 8]);
    }

    [Fact]
    public void The_picture_that_was_given_stays_as_it_was()
    {
        using var picture = PictureFolder.Plain(30, 30, 255, 255, 255);
        using (MarkPainter.Paint(picture, [new BoxMark(new(5, 5, 10, 10))]))
        using (MarkPainter.Paint(picture, []))
            Assert.Equal(255, picture.Min());
    }

    public static TheoryData<Mark, string, string> Unusable => new()
    {
        { new BoxMark(new(90, 10, 11, 5)), Codes.MarkOutsidePicture, "The box 90, 10, 11, 5 leaves its picture of 100 × 80 pixels on the right (it reaches to x 101): mend" },
        { new BoxMark(new(-5, -5, 20, 20)), Codes.MarkOutsidePicture, "100 × 80 pixels on the left (it begins at x -5) and at the top (it begins at y -5): mend" },
        { new BoxMark(new(-0.5, 10, 11, 5)), Codes.MarkOutsidePicture, "100 × 80" },
        { new EllipseMark(new(10, 78, 10, 3)), Codes.MarkOutsidePicture, "100 × 80 pixels at the bottom (it reaches to y 81): mend" },
        { new HighlightMark(new(1e300, 1, 1, 1)), Codes.MarkOutsidePicture, "100 × 80" },
        { new ArrowMark(new(1, 1), new(50, 81)), Codes.MarkOutsidePicture, "point 50, 81" },
        { new LineMark([new(1, 1), new(5, 5), new(-1, 5)]), Codes.MarkOutsidePicture, "point -1, 5" },
        { new BoxMark(new(10, 10, 0, 5)), Codes.MarkWithoutExtent, "10, 10, 0, 5" },
        { new BoxMark(new(10, 10, 5, -5)), Codes.MarkWithoutExtent, "10, 10, 5, -5" },
        { new BoxMark(new(10, double.NaN, 5, 5)), Codes.MarkWithoutExtent, "NaN" },
        { new ArrowMark(new(9, 9), new(9, 9)), Codes.MarkWithoutExtent, "two different points" },
        { new ArrowMark(new(9, 9), new(10, 10)), Codes.MarkWithoutExtent, "1.4 pixels long and too short to be seen: set its points at least 6 pixels" },
        { new LineMark([new(9, 9), new(10, 9), new(10, 10)]), Codes.MarkWithoutExtent, "2 pixels long" },
        { new LineMark([]), Codes.MarkWithoutExtent, "two different points" },
        { new LineMark([new(double.PositiveInfinity, 1), new(5, 5)]), Codes.MarkWithoutExtent, "two different points" },
        { new BoxMark(new(10, 10, 5, 5)) { Color = "re]d\n<svg>" }, Codes.MarkColorUnknown, "\"re)d <svg>\"" },
        { new BoxMark(new(10, 10, 5, 5)) { StrokeWidth = 0 }, Codes.MarkStrokeWidth, "width 0 " },
        { new BoxMark(new(10, 10, 5, 5)) { StrokeWidth = 100.5 }, Codes.MarkStrokeWidth, "100.5" },
        { new BoxMark(new(10, 10, 5, 5)) { StrokeWidth = double.NaN }, Codes.MarkStrokeWidth, "NaN" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void A_mark_that_cannot_be_drawn_is_named_with_its_place_and_values(Mark mark, string code, string text)
    {
        var e = Assert.Throws<PictureException>(() => Paint(new BoxMark(new(1, 1, 5, 5)), mark));

        Assert.Equal((code, 1), (e.Code, e.MarkIndex));
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(e.Message, c => c is '[' or ']' or '\n');
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var e = Assert.Throws<PictureException>(() => Paint(
            new BoxMark(new(90, 10, 50, 5)) { Color = "no" }, new BoxMark(new(1, 1, 5, 5)), new ArrowMark(new(1, 1), new(1, 1))));

        Assert.Equal((Codes.MarkColorUnknown, 0), (e.Code, e.MarkIndex));
        Assert.Equal([(Codes.MarkOutsidePicture, 0), (Codes.MarkWithoutExtent, 2)], e.Further.Select(f => (f.Code, f.MarkIndex!.Value)));
    }

    [Fact]
    public void Numbers_in_messages_are_the_same_under_any_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            var e = Assert.Throws<PictureException>(() => Paint(new BoxMark(new(90.5, 10, 50, 5))));
            Assert.Contains("90.5, 10, 50, 5", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static Image Paint(params Mark[] marks)
    {
        using var picture = PictureFolder.Plain(100, 80, 255, 255, 255);
        return MarkPainter.Paint(picture, marks);
    }

    private static void AssertOnly(Image picture, params double[][] colors)
    {
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
                Assert.Contains(picture[x, y], colors);
        }
    }
}
