using System.Text;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Records.Marks;
using NetVips;

namespace DatasetPipeline.Core.Tests.Images;

public sealed class PictureOutputTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    [Theory]
    [InlineData(1920, 1080, 1024, 1024, 576)]
    [InlineData(1080, 1920, 1024, 576, 1024)]
    [InlineData(101, 99, 50, 50, 49)]
    [InlineData(8, 3, 4, 4, 2)] // 1.5 is rounded up
    [InlineData(590, 3, 100, 100, 1)] // never nothing
    [InlineData(300, 200, 300, 300, 200)]
    [InlineData(300, 200, 4096, 300, 200)] // never enlarged
    [InlineData(1, 1, 1, 1, 1)]
    public void A_picture_is_brought_inside_the_resolution(int width, int height, int resolution, int outWidth, int outHeight)
    {
        using var picture = PictureFolder.Varied(width, height);
        var source = _folder.Add("a.png", picture);
        var output = Path.Combine(_folder.Root, "new folder", "out.png");

        var result = Pictures.Write(PictureFolder.Job(source, resolution), output);

        using var written = Image.NewFromFile(output);
        Assert.Equal(new PictureResult(outWidth, outHeight, new(PictureFormat.Png, 1, width, height)), result);
        Assert.Equal((outWidth, outHeight, 3, Enums.BandFormat.Uchar), (written.Width, written.Height, written.Bands, written.Format));
    }

    [Fact]
    public void Padding_puts_the_odd_pixel_right_and_below()
    {
        using var wide = PictureFolder.Plain(20, 11, 0, 0, 255);
        using var across = _folder.Write(PictureFolder.Job(_folder.Add("a.png", wide), 20, Fit.Pad));
        using var small = PictureFolder.Plain(5, 5, 0, 0, 255);
        using var centred = _folder.Write(PictureFolder.Job(_folder.Add("b.png", small), 20, Fit.Pad));

        Assert.Equal((20, 20), (across.Width, across.Height));
        Assert.Equal([4, 5], Whites(across));
        Assert.Equal([7, 8], Whites(centred));

        // White rows above and below the blue of the middle column.
        static int[] Whites(Image picture)
        {
            var blue = Enumerable.Range(0, 20).Where(y => picture[10, y][0] == 0).ToList();
            return [blue[0], 19 - blue[^1]];
        }
    }

    [Fact]
    public void A_redaction_is_gone_before_anything_else_happens()
    {
        using var white = PictureFolder.Plain(400, 300, 255, 255, 255);
        using var secret = white.Mutate(m => m.DrawRect([0, 255, 0], 100, 100, 51, 21, fill: true));
        var source = _folder.Add("a.png", secret);

        // The box' fractions reach over the secret's last pixels; a neighbour that had been mixed in would be greenish.
        using var whole = _folder.Write(PictureFolder.Job(source, redactions: [new(new(99.5, 99.9, 51.2, 20.2))]));
        using var reduced = _folder.Write(PictureFolder.Job(source, 133, redactions: [new(new(99.5, 99.9, 51.2, 20.2))]));

        Assert.Equal([0.0, 0, 0], whole[99, 99]);
        Assert.Equal([0.0, 0, 0], whole[150, 120]);
        Assert.Equal([255.0, 255, 255], whole[151, 121]);
        foreach (var picture in new[] { whole, reduced })
        {
            using var red = picture[0];
            using var green = picture[1];
            using var difference = green - red;
            Assert.Equal(0, difference.Max());
        }
    }

    [Fact]
    public void Marks_lie_over_redactions()
    {
        using var white = PictureFolder.Plain(100, 100, 255, 255, 255);
        using var written = _folder.Write(PictureFolder.Job(
            _folder.Add("a.png", white), redactions: [new(new(10, 10, 50, 50))], marks: [new BoxMark(new(20, 20, 20, 20))]));

        Assert.Equal([255.0, 0, 0], written[20, 30]);
        Assert.Equal([0.0, 0, 0], written[30, 30]);
    }

    [Fact]
    public void A_redaction_outside_the_picture_is_an_error_and_nothing_is_written()
    {
        using var white = PictureFolder.Plain(100, 80, 255, 255, 255);
        var source = _folder.Add("a.png", white);
        var output = Path.Combine(_folder.Root, "out", "a.png");

        var e = Assert.Throws<PictureException>(() => Pictures.Write(
            PictureFolder.Job(source, redactions: [new(new(1, 1, 5, 5)), new(new(1, 1, 200, 5))]), output));

        Assert.Equal((Codes.MarkOutsidePicture, 1, null), (e.Code, e.RedactionIndex, e.MarkIndex));
        Assert.Contains("100 × 80", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(output)));
    }

    [Fact]
    public void Marks_and_redactions_are_placed_in_the_upright_picture()
    {
        using var white = PictureFolder.Plain(60, 100, 255, 255, 255);
        using var turned = white.Mutate(m => m.Set(GValue.GIntType, "orientation", 6));
        var source = _folder.Add("a.jpg", turned.JpegsaveBuffer(q: 100));

        using var written = _folder.Write(PictureFolder.Job(source, redactions: [new(new(80, 10, 20, 20))], marks: [new BoxMark(new(10, 40, 20, 10))]));

        Assert.Equal((100, 60), (written.Width, written.Height));
        Assert.Equal([0.0, 0, 0], written[85, 15]);
        Assert.Equal([255.0, 0, 0], written[10, 45]);
    }

    [Fact]
    public void Nothing_of_the_source_but_its_pixels_reaches_the_output()
    {
        using var picture = PictureFolder.Varied(200, 100);
        using var tagged = picture.Mutate(m =>
        {
            m.Set(GValue.GStrType, "exif-ifd0-Artist", "SECRET");
            m.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes("<x:xmpmeta>SECRET</x:xmpmeta>"));
            m.Set(GValue.GStrType, "png-comment-0-Comment", "SECRET");
        });
        using var dense = tagged.Copy(xres: 11.811, yres: 11.811);
        byte[] source = [.. dense.PngsaveBuffer(), .. "SECRET behind the end"u8];
        Assert.Contains("SECRET", Encoding.Latin1.GetString(source), StringComparison.Ordinal);

        var job = PictureFolder.Job(_folder.Add("a.png", source));
        var plain = PictureFolder.Job(_folder.Add("b.png", picture));
        string a = Path.Combine(_folder.Root, "a.out"), b = Path.Combine(_folder.Root, "b.out");
        Pictures.Write(job, a);
        Pictures.Write(plain, b);

        Assert.Equal(["IHDR", "pHYs", "IDAT", "IEND"], PngBuilder.Chunks(File.ReadAllBytes(a)));
        Assert.Equal(File.ReadAllBytes(b), File.ReadAllBytes(a));
    }

    [Theory]
    [InlineData(Fit.Inside)]
    [InlineData(Fit.Pad)]
    public void The_bytes_are_the_same_on_every_run_with_any_number_of_threads_and_without_vector_code(Fit fit)
    {
        using var picture = PictureFolder.Varied(1280, 800);
        var job = PictureFolder.Job(_folder.Add("a.png", picture), 512, fit, [new(new(10, 10, 99.5, 20))],
            [new ArrowMark(new(100, 100), new(900, 333.3)), new EllipseMark(new(200, 200, 300, 111)), new HighlightMark(new(5, 5, 50, 50))]);
        var outputs = new List<byte[]> { Bytes(job) };
        var (threads, vector) = (NetVips.NetVips.Concurrency, NetVips.NetVips.Vector);
        try
        {
            foreach (var count in new[] { 1, 2, 4, 7 })
            {
                NetVips.NetVips.Concurrency = count;
                outputs.Add(Bytes(job));
            }

            NetVips.NetVips.Vector = false;
            outputs.Add(Bytes(job));
        }
        finally
        {
            (NetVips.NetVips.Concurrency, NetVips.NetVips.Vector) = (threads, vector);
        }

        Parallel.For(0, 8, _ =>
        {
            var bytes = Bytes(job);
            lock (outputs)
                outputs.Add(bytes);
        });

        Assert.All(outputs, bytes => Assert.Equal(outputs[0], bytes));
    }

    [Fact]
    public void A_file_that_changed_under_its_name_is_read_anew()
    {
        using var blue = PictureFolder.Plain(20, 20, 0, 0, 255);
        using var green = PictureFolder.Plain(20, 20, 0, 255, 0);
        var job = PictureFolder.Job(_folder.Add("a.png", blue));
        using var first = _folder.Write(job);
        _folder.Add("a.png", green);
        using var second = _folder.Write(job);

        Assert.Equal([0.0, 255, 0], second[3, 3]);
    }

    [Fact]
    public void The_bytes_that_were_hashed_are_the_bytes_that_are_decoded()
    {
        using var blue = PictureFolder.Plain(20, 20, 0, 0, 255);
        var output = Path.Combine(_folder.Root, "out.png");

        Pictures.Write(PictureFolder.Job("/no/such/file.png"), blue.PngsaveBuffer(), output);

        using var written = Image.NewFromFile(output);
        Assert.Equal([0.0, 0, 255], written[3, 3]);
    }

    [Fact]
    public void An_output_replaces_the_one_before_and_no_temporary_file_stays()
    {
        using var picture = PictureFolder.Plain(20, 20, 0, 0, 255);
        var source = _folder.Add("a.png", picture);
        var output = Path.Combine(_folder.Root, "out", "out.png");
        Pictures.Write(PictureFolder.Job(source), output);
        Pictures.Write(PictureFolder.Job(source, 10), output);

        // A folder in the output's place: writing must fail, and clean up.
        var blocked = Path.Combine(_folder.Root, "out", "blocked.png");
        Directory.CreateDirectory(blocked);
        Assert.ThrowsAny<SystemException>(() => Pictures.Write(PictureFolder.Job(source), blocked));

        using var written = Image.NewFromFile(output);
        Assert.Equal(10, written.Width);
        Assert.Equal(["blocked.png", "out.png"], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(output)!).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Many_pictures_leave_no_memory_behind()
    {
        using var picture = PictureFolder.Varied(640, 480);
        var job = PictureFolder.Job(_folder.Add("a.png", picture), 320, marks: [new BoxMark(new(10, 10, 50, 50))]);
        Bytes(job);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Stats.Mem;

        for (var i = 0; i < 50; i++)
            Bytes(job);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.InRange(Stats.Mem - before, long.MinValue, 50_000_000);
    }

    public void Dispose() => _folder.Dispose();

    private byte[] Bytes(PictureJob job)
    {
        var output = Path.Combine(_folder.Root, $"{Guid.NewGuid():n}.out");
        Pictures.Write(job, output);
        return File.ReadAllBytes(output);
    }
}
