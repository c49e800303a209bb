using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;
using NetVips;

namespace DatasetPipeline.Core.Tests.Images;

public sealed class RedactionTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    [Theory]
    [InlineData(RedactionMethod.Mosaic)]
    [InlineData(RedactionMethod.Blur)]
    public void A_mosaic_and_a_blur_leave_a_mean_in_sixteen_steps_for_each_block(RedactionMethod method)
    {
        // Two texts that differ only inside the hidden box, with as many dark pixels in each block.
        using var first = Text("4111 1111", 200);
        using var second = Text("8723 5690", 200);
        var hidden = new Redaction(new(200, 200, 240, 40)) { Method = method };

        using var a = Written(first, hidden);
        using var b = Written(second, hidden);
        using var part = a.Crop(200, 200, 240, 40);

        // A block is 40 pixels wide at 1920, and there are no more values than blocks and steps allow.
        var pixels = part.WriteToMemory<byte>();
        if (method == RedactionMethod.Mosaic)
        {
            Assert.InRange(Enumerable.Range(0, pixels.Length / 3).Select(i => (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2])).Distinct().Count(), 1, 6);
            Assert.All(pixels.Distinct(), value => Assert.Equal(0, value % 17));
        }

        Assert.InRange(Sharpness(part), 0, method == RedactionMethod.Mosaic ? 40 : 8);
        Assert.Equal(first.Crop(0, 0, 200, 1080).WriteToMemory<byte>(), a.Crop(0, 0, 200, 1080).WriteToMemory<byte>());
        Assert.Equal(first.Crop(440, 0, 1480, 1080).WriteToMemory<byte>(), a.Crop(440, 0, 1480, 1080).WriteToMemory<byte>());
        using var difference = a - b;
        using var absolute = difference.Abs();
        // Other digits in the same places change a block by a few steps, which is why it is weak over text.
        Assert.InRange(absolute.Max(), 0, 68);
    }

    [Fact]
    public void A_blur_holds_no_more_of_the_original_than_the_mosaics_blocks()
    {
        using var varied = PictureFolder.Varied(400, 300);
        using var blocks = Written(varied, new Redaction(new(40, 40, 130, 75)) { Method = RedactionMethod.Mosaic });

        // Redacting the mosaic with a blur gives what redacting the original gives: the blocks are all it looks at.
        using var once = Written(varied, new Redaction(new(40, 40, 130, 75)) { Method = RedactionMethod.Blur });
        using var twice = Written(blocks, new Redaction(new(40, 40, 130, 75)) { Method = RedactionMethod.Blur });

        using var difference = once - twice;
        using var absolute = difference.Abs();
        Assert.InRange(absolute.Max(), 0, 34);
        Assert.NotEqual(varied.WriteToMemory<byte>(), once.WriteToMemory<byte>());
    }

    [Theory]
    [InlineData(RedactionMethod.Fill)]
    [InlineData(RedactionMethod.Mosaic)]
    [InlineData(RedactionMethod.Blur)]
    public void Every_pixel_that_a_box_touches_is_hidden_up_to_the_pictures_edge(RedactionMethod method)
    {
        using var white = PictureFolder.Plain(100, 80, 255, 255, 255);
        using var secret = white.Mutate(m => m.DrawRect([0, 255, 0], 89, 69, 11, 11, fill: true));

        using var written = Written(secret, new Redaction(new(89.7, 69.2, 10.3, 10.8)) { Method = method });

        using var part = written.Crop(89, 69, 11, 11);
        Assert.Equal(1, Colors(part));
        Assert.Equal([255.0, 255, 255], written[88, 68]);
    }

    [Fact]
    public void A_crop_leaves_the_pixels_inside_it_and_moves_redactions_and_marks_along()
    {
        using var varied = PictureFolder.Varied(400, 300);
        var source = _folder.Add("a.png", varied);

        using var whole = _folder.Write(PictureFolder.Job(source, redactions: [new(new(150, 120, 20, 10)), new(new(90, 60, 40, 10))], marks: [new BoxMark(new(200, 150, 50, 40)) { StrokeWidth = 4 }]));
        using var cropped = _folder.Write(PictureFolder.Job(source, redactions: [new(new(150, 120, 20, 10)), new(new(90, 60, 40, 10))], marks: [new BoxMark(new(200, 150, 50, 40)) { StrokeWidth = 4 }]) with { Crop = new(99.5, 50, 200.9, 200) });

        Assert.Equal((200, 200), (cropped.Width, cropped.Height));
        Assert.Equal(whole.Crop(100, 50, 200, 200).WriteToMemory<byte>(), cropped.WriteToMemory<byte>());
        Assert.Equal([0.0, 0, 0], cropped[0, 15]); // a redaction that the crop cuts through
    }

    [Fact]
    public void Default_sizes_are_those_of_what_is_left()
    {
        using var white = PictureFolder.Plain(3000, 2000, 255, 255, 255);
        var source = _folder.Add("a.png", white);

        using var cropped = _folder.Write(PictureFolder.Job(source, marks: [new BoxMark(new(1100, 1100, 100, 100))]) with { Crop = new(1000, 1000, 400, 300) });

        Assert.Equal(3, Enumerable.Range(80, 40).Count(x => cropped[x, 150][1] < 255));
    }

    [Fact]
    public void What_does_not_fit_a_crop_is_told_in_the_originals_numbers()
    {
        using var white = PictureFolder.Plain(400, 300, 255, 255, 255);
        var source = _folder.Add("a.png", white);
        PictureException Refused(PictureJob job) => Assert.Throws<PictureException>(() => Pictures.Normalise(job));

        var mark = Refused(PictureFolder.Job(source, marks: [new BoxMark(new(90, 120, 50, 40))]) with { Crop = new(100, 100, 200, 150) });
        Assert.Equal((Codes.MarkOutsidePicture, 0), (mark.Code, mark.MarkIndex));
        Assert.Contains("The box 90, 120, 50, 40 leaves the crop 100, 100, 200, 150 of its picture of 400 × 300 pixels on the left (it begins at x 90)", mark.Message, StringComparison.Ordinal);

        var text = Refused(PictureFolder.Job(source, marks: [new TextMark("A long text", new(290, 120))]) with { Crop = new(100, 100, 200, 150) });
        Assert.Contains("on the right (it reaches to x 3", text.Message, StringComparison.Ordinal);

        var outside = Refused(PictureFolder.Job(source) with { Crop = new(100, 100, 301, 150) });
        Assert.Equal((Codes.MarkOutsidePicture, true), (outside.Code, outside.IsCrop));
        var nothing = Refused(PictureFolder.Job(source) with { Crop = new(100.2, 100, 0.5, 150) });
        Assert.Equal((Codes.MarkWithoutExtent, true), (nothing.Code, nothing.IsCrop));
        var redaction = Refused(PictureFolder.Job(source, redactions: [new(new(390, 1, 20, 5))]) with { Crop = new(100, 100, 200, 150) });
        Assert.Contains("its picture of 400 × 300 pixels on the right", redaction.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Image Text(string digits, int left)
    {
        using var white = PictureFolder.Plain(1920, 1080, 255, 255, 255);
        return MarkPainter.Paint(white, [new TextMark(digits, new(left, 190)) { Color = "white", TextSize = 40 }]);
    }

    private Image Written(Image picture, Redaction redaction) => _folder.Write(PictureFolder.Job(_folder.Add("a.png", picture), redactions: [redaction]));

    private static int Colors(Image picture)
    {
        var pixels = picture.WriteToMemory<byte>();
        return Enumerable.Range(0, pixels.Length / 3).Select(i => (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2])).Distinct().Count();
    }

    /// <summary>The greatest step between neighbours, away from the blocks' borders in a mosaic.</summary>
    private static int Sharpness(Image part)
    {
        var pixels = part.WriteToMemory<byte>();
        var greatest = 0;
        for (var y = 0; y < part.Height; y++)
        {
            for (var x = 1; x < part.Width; x++)
                greatest = Math.Max(greatest, Math.Abs(pixels[((y * part.Width) + x) * 3] - pixels[((y * part.Width) + x - 1) * 3]));
        }

        return greatest;
    }
}
