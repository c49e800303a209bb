using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Images.Lettering;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;
using NetVips;
using Lines = DatasetPipeline.Images.Lettering.Lines;

namespace DatasetPipeline.Core.Tests.Images;

public sealed class LetteringTests
{
    private static readonly double[] _white = [255, 255, 255];
    private static readonly double[] _red = [255, 0, 0];

    [Theory]
    [InlineData("Submit order 1.2 L")]
    [InlineData("提交订单，金额有误。")]
    [InlineData("é ß Ø € ① → ✓ 「鑫」")]
    public void Letters_are_where_FreeType_puts_them(string text)
    {
        const double Size = 40;
        var canvas = new byte[800 * 100];
        foreach (var glyph in Lines.Draw(text, 20, 70, Size))
        {
            var coverage = Coverage.Of([glyph], 800, 100);
            for (var y = coverage.Top; y < coverage.Top + coverage.Height; y++)
            {
                for (var x = 0; x < coverage.Width; x++)
                    canvas[(y * 800) + coverage.Left + x] = Math.Max(canvas[(y * 800) + coverage.Left + x], coverage.Row(y)[x]);
            }
        }

        using var ours = Image.NewFromMemory(canvas, 800, 100, 1, Enums.BandFormat.Uchar);
        // 72 dots an inch make a point a pixel.
        using var theirs = Image.Text(text, font: "Noto Sans CJK SC Bold 40", fontfile: FontFile(), dpi: 72);
        using var a = Ink(ours);
        using var b = Ink(theirs);

        // Kerning and hinting are theirs alone, so letters may stand a pixel or two elsewhere along a line.
        Assert.InRange(a.Width - b.Width, -6, 6);
        Assert.InRange(a.Height - b.Height, -2, 2);
        Assert.InRange(a.Avg() * a.Width * a.Height / (b.Avg() * b.Width * b.Height), 0.97, 1.03);
    }

    [Fact]
    public void Every_glyph_of_the_font_can_be_drawn_and_all_of_GB_2312_is_there()
    {
        var drawn = 0;
        for (var character = 0x21; character <= 0xFFFF; character++)
        {
            if (Font.Instance.GlyphOf(character) is not (> 0 and var glyph))
                continue;
            var outline = new Outline();
            Font.Instance.Draw(glyph, outline, 0, 0, 1000);
            Assert.All(outline.Edges, edge => Assert.True(edge.X1 is > -1200 and < 2200 && edge.Y1 is > -1200 and < 600, $"U+{character:X4} leaves its place"));
            drawn++;
        }

        Assert.InRange(drawn, 7_700, 7_800);
        foreach (var text in new[] { "啊阿埃座", "亍丌兀齄", "，。！？；：“”‘’（）《》【】、—…", "①②⑩→←↑↓✓×÷±≤≥≠€£¥©®™", string.Concat(Enumerable.Range(' ', 95).Select(code => (char)code)), "àâäçèéêëîïñôöùûüßæœÀÉÖØ" })
            Assert.Empty(Lines.Unknown(text));
        Assert.Equal(0, Font.Instance.GlyphOf(0x1F600));
        Assert.Equal(0, Font.Instance.GlyphOf(0x0E01));
    }

    [Fact]
    public void Text_lies_on_a_plate_of_its_colour_in_letters_that_differ_from_it()
    {
        using var painted = Paint(new TextMark("提交 OK", new(20, 10)) { TextSize = 20 }, new TextMark("Yellow", new(20, 60)) { TextSize = 20, Color = "yellow" });

        Assert.Equal(_red, painted[24, 20]);
        Assert.Equal(_white, painted[19, 20]);
        Assert.Equal(_white, painted[20, 10]); // the corner is round
        Assert.True(Count(painted, _white, 24, 12, 90, 36) > 150, "white letters on red");
        Assert.True(Count(painted, [0, 0, 0], 24, 62, 90, 86) > 100, "black letters on yellow");
    }

    [Fact]
    public void Text_wraps_at_the_pictures_edge_or_at_its_own_width_and_keeps_its_line_breaks()
    {
        Assert.Equal(["The total is", "wrong here"], Lines.Of("The total is wrong here", 20, 120));
        Assert.Equal(["one", "", "two"], Lines.Of("one\n\r\ntwo\n", 20, 200));
        Assert.Equal(["提交订单，", "（再试）"], Lines.Of("提交订单，（再试）", 20, 101));
        // A closing mark is not left to begin a line, an opening one not to end it.
        Assert.Equal(["提交订", "单，好"], Lines.Of("提交订单，好", 20, 81));
        Assert.Equal(["好的", "（提", "交）"], Lines.Of("好的（提交）", 20, 61));
        Assert.Equal(["Donau", "dampfs", "chiff"], Lines.Of("Donaudampfschiff", 20, 75));

        var edge = new MarkDrawing(new TextMark("The total is wrong here", new(250, 10)) { TextSize = 20 }, 400, 300).Lettered!.Value;
        var own = new MarkDrawing(new TextMark("The total is wrong here", new(10, 10)) { TextSize = 20, Wrap = 100 }, 400, 300).Lettered!.Value;
        Assert.InRange(edge.X + edge.Width, 330, 400);
        Assert.InRange(own.Width, 60, 100);
        Assert.InRange(own.Height / edge.Height, 1.2, 2.1);
    }

    [Fact]
    public void A_letter_and_its_accent_are_one_letter_however_they_are_written()
    {
        using var composed = Paint(new TextMark("Caf\u00e9", new(20, 20)));
        using var parted = Paint(new TextMark("Cafe\u0301", new(20, 20)));

        Assert.Equal(composed.WriteToMemory<byte>(), parted.WriteToMemory<byte>());
    }

    [Fact]
    public void A_step_is_a_numbered_disc_with_a_ring()
    {
        using var painted = Paint(new StepMark(3, new(60, 50)) { TextSize = 30, Color = "blue" });

        Assert.Equal([0.0, 0, 255], painted[44, 50]);
        Assert.Equal(_white, painted[36, 50]);
        Assert.Equal([0.0, 0, 255], painted[75, 50]);
        Assert.True(Count(painted, _white, 48, 36, 72, 64) > 80, "the number is white");
        using var large = Paint(new StepMark(128, new(60, 50)) { TextSize = 30, Color = "blue" });
        Assert.Equal([0.0, 0, 255], large[40, 50]);
    }

    public static TheoryData<Mark, int, int> Labelled => new()
    {
        { new BoxMark(new(100, 100, 80, 30)) { Label = "A" }, 105, 90 },
        { new BoxMark(new(100, 0, 80, 30)) { Label = "A" }, 105, 40 }, // no room over it
        { new BoxMark(new(100, 0, 80, 300)) { Label = "A" }, 105, 10 }, // nor under it
        { new EllipseMark(new(100, 100, 80, 30)) { Label = "A" }, 133, 85 },
        { new HighlightMark(new(100, 100, 80, 30)) { Label = "A" }, 105, 90 },
        { new ArrowMark(new(100, 100), new(250, 100)) { Label = "A" }, 90, 100 },
        { new ArrowMark(new(100, 100), new(100, 250)) { Label = "A" }, 93, 91 },
        { new LineMark([new(250, 100), new(100, 100)]) { Label = "A" }, 260, 100 },
        { new StepMark(1, new(100, 100)) { Label = "A" }, 122, 100 },
        { new BoxMark(new(380, 100, 20, 30)) { Label = "A long label" }, 330, 90 }, // pushed into the picture
    };

    [Theory]
    [MemberData(nameof(Labelled))]
    public void A_label_stands_beside_its_mark_and_inside_the_picture(Mark mark, int x, int y)
    {
        var label = new MarkDrawing(mark with { TextSize = 16 }, 400, 300).Label!.Value;

        Assert.InRange(x, label.X, label.X + label.Width);
        Assert.InRange(y, label.Y, label.Y + label.Height);
        Assert.True(label is { X: >= 0, Y: >= 0 } && label.X + label.Width <= 400 && label.Y + label.Height <= 300, $"{label}");
    }

    [Fact]
    public void What_shines_through_does_so_evenly_and_its_label_stays()
    {
        using var painted = Paint(
            new LineMark([new(20, 150), new(100, 150), new(180, 150)]) { StrokeWidth = 20, Opacity = 0.4, Label = "A", TextSize = 20 },
            new TextMark("OK", new(200, 20)) { TextSize = 20, Opacity = 0.4 });

        var pink = painted[60, 150];
        Assert.Equal([255.0, 153, 153], pink);
        Assert.Equal(pink, painted[100, 150]); // where two pieces of the line meet
        Assert.True(Count(painted, _red, 0, 130, 30, 170) > 100, "the label's plate is full");
        Assert.Equal(0, Count(painted, _red, 200, 20, 240, 60));
    }

    [Fact]
    public void Letters_and_discs_scale_with_the_picture()
    {
        double HeightAt(int width) => new MarkDrawing(new TextMark("A", new(0, 0)), width, 100).Lettered!.Value.Height;

        Assert.InRange(HeightAt(3840) / HeightAt(1920), 1.9, 2.1);
        Assert.Equal(HeightAt(100), HeightAt(700));
    }

    public static TheoryData<Mark, string, string> Unusable => new()
    {
        { new TextMark("Full 😀 ไ", new(1, 1)), Codes.MarkGlyphMissing, "The text holds \"😀\" (U+1F600) and \"ไ\" (U+0E44), which the font has no glyph for" },
        { new BoxMark(new(10, 10, 5, 5)) { Label = "\u200B" }, Codes.MarkGlyphMissing, "The label holds \"\\u200b\" (U+200B)" },
        { new TextMark(" \n ", new(1, 1)), Codes.MarkWithoutExtent, "no letters" },
        { new TextMark("A", new(401, 1)), Codes.MarkOutsidePicture, "place 401, 1 lies outside its picture of 400 × 300 pixels" },
        { new TextMark("A", new(double.NaN, 1)), Codes.MarkOutsidePicture, "NaN" },
        { new TextMark("Wide", new(395, 1)), Codes.MarkOutsidePicture, "leaves its picture of 400 × 300 pixels on the right" },
        { new TextMark("Low", new(10, 290)), Codes.MarkOutsidePicture, "leaves its picture of 400 × 300 pixels at the bottom" },
        { new StepMark(1, new(3, 100)), Codes.MarkOutsidePicture, "The step's disc takes 23.8 × 23.8 pixels and leaves its picture of 400 × 300 pixels on the left" },
        { new BoxMark(new(10, 10, 5, 5)) { Label = "A", TextSize = 400 }, Codes.MarkOutsidePicture, "more than its picture of 400 × 300 pixels has" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Letters_that_cannot_be_drawn_are_named(Mark mark, string code, string text)
    {
        var e = Assert.Throws<PictureException>(() => Paint(mark));

        Assert.Equal((code, 0), (e.Code, e.MarkIndex));
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(e.Message, c => c is '[' or ']' or '\n');
    }

    [Fact]
    public void Text_is_text_whatever_it_says()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "DatasetPipeline.Core.dll");
        foreach (var text in new[] { "<svg><image href='file:///etc/passwd'/></svg>", $"<span font='{path}'>", "&amp; %s {0} $(x) @(y)", "</text>" })
        {
            using var painted = Paint(new TextMark(text, new(1, 1)) { TextSize = 14 });
            Assert.True(Count(painted, _white, 8, 4, 90, 18) > 20, "its letters are drawn");
        }
    }

    private static Image Paint(params Mark[] marks)
    {
        using var picture = PictureFolder.Plain(400, 300, 255, 255, 255);
        return MarkPainter.Paint(picture, marks);
    }

    private static int Count(Image picture, double[] color, int left, int top, int right, int bottom)
    {
        using var part = picture.Crop(left, top, right - left, bottom - top);
        var pixels = part.WriteToMemory<byte>();
        return Enumerable.Range(0, pixels.Length / 3).Count(i => pixels[i * 3] == color[0] && pixels[(i * 3) + 1] == color[1] && pixels[(i * 3) + 2] == color[2]);
    }

    private static Image Ink(Image mask)
    {
        var trim = mask.FindTrim(threshold: 60, background: [0]);
        return mask.Crop((int)trim[0], (int)trim[1], (int)trim[2], (int)trim[3]);
    }

    private static string FontFile()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DatasetPipeline.sln")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "tasks/DatasetPipeline.Core/Images/Lettering/NotoSansSC-Bold.otf");
    }
}
