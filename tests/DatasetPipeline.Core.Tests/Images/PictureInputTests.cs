using System.Diagnostics;
using System.Text;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using NetVips;

namespace DatasetPipeline.Core.Tests.Images;

public sealed class PictureInputTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    public static TheoryData<string, double> Formats => new()
    {
        { "png", 0 }, { "interlaced png", 0 }, { "jpeg", 6 }, { "progressive jpeg", 6 }, { "webp", 12 }, { "lossless webp", 0 },
        { "gif", 12 }, { "tiff", 0 }, { "lzw tiff", 0 }, { "tiled tiff", 0 }, { "avif", 12 }, { "palette png", 12 },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_format_is_read_whatever_the_file_is_called(string format, double tolerance)
    {
        using var picture = TwoColors();
        var source = _folder.Add("wrong name 图 100%;$(x).PNG", Save(picture, format));

        using var written = _folder.Write(PictureFolder.Job(source));

        Assert.Equal((120, 80, 3), (written.Width, written.Height, written.Bands));
        AssertNear([200, 30, 40], written[20, 40], tolerance);
        AssertNear([20, 60, 180], written[100, 40], tolerance);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Each_format_cut_short_anywhere_is_damaged_and_nothing_is_written(string format, double tolerance)
    {
        _ = tolerance;
        using var picture = PictureFolder.Varied(120, 80);
        var whole = Save(picture, format);
        var output = Path.Combine(_folder.Root, "out", "a.png");

        // The last byte of a GIF ends the file and carries nothing.
        foreach (var cut in new[] { 2, 5, 12, 40, whole.Length / 2, whole.Length - 40 })
        {
            var source = _folder.Add("cut.png", whole[..^cut]);
            var e = Assert.Throws<PictureException>(() => Pictures.Write(PictureFolder.Job(source), output));

            Assert.Equal(Codes.PictureDamaged, e.Code);
            Assert.Contains($"{whole.Length - cut} bytes", e.Message, StringComparison.Ordinal);
            AssertOneLine(e.Message);
        }

        Assert.False(Directory.Exists(Path.GetDirectoryName(output)));
    }

    [Fact]
    public void Corrupt_pixels_are_damaged()
    {
        using var picture = PictureFolder.Varied(400, 300);
        foreach (var format in new[] { "png", "interlaced png", "palette png" })
        {
            var bytes = Save(picture, format);
            for (var i = 0; i < 30; i++)
                bytes[(bytes.Length / 2) + i] ^= 0x5A;
            Refused(bytes, Codes.PictureDamaged, "damaged");
        }
    }

    [Theory]
    [InlineData(1, 60, 40)]
    [InlineData(2, 60, 40)]
    [InlineData(3, 60, 40)]
    [InlineData(4, 60, 40)]
    [InlineData(5, 40, 60)]
    [InlineData(6, 40, 60)]
    [InlineData(7, 40, 60)]
    [InlineData(8, 40, 60)]
    public void EXIF_orientation_is_baked_in(int orientation, int width, int height)
    {
        // Where the upright picture's top left corner lies in the file, for each of EXIF's eight orientations.
        (int X, int Y)[] corners = [(0, 0), (59, 0), (59, 39), (0, 39), (0, 0), (0, 39), (59, 39), (59, 0)];
        var (x, y) = corners[orientation - 1];
        using var white = PictureFolder.Plain(60, 40, 255, 255, 255);
        using var corner = white.Mutate(m =>
        {
            m.DrawRect([0, 0, 0], Math.Max(0, x - 15), Math.Max(0, y - 15), 16, 16, fill: true);
            m.Set(GValue.GIntType, "orientation", orientation);
        });

        var result = Pictures.Write(PictureFolder.Job(_folder.Add("a.jpg", corner.JpegsaveBuffer(q: 100))), Path.Combine(_folder.Root, "out.png"));
        using var written = Image.NewFromFile(Path.Combine(_folder.Root, "out.png"));

        Assert.Equal(new PictureResult(width, height, new(PictureFormat.Jpeg, 1, width, height)), result);
        AssertNear([0, 0, 0], written[3, 3], 6);
        AssertNear([255, 255, 255], written[width - 4, 3], 6);
        AssertNear([255, 255, 255], written[3, height - 4], 6);
        Assert.False(written.Contains("orientation"));
    }

    [Fact]
    public void Sixteen_bits_become_eight()
    {
        using var picture = TwoColors();
        using var wide = picture.Cast(Enums.BandFormat.Ushort);
        using var scaled = wide * 257;
        using var deep = scaled.Cast(Enums.BandFormat.Ushort);
        using var rgb16 = deep.Copy(interpretation: Enums.Interpretation.Rgb16);

        foreach (var bytes in new[] { rgb16.PngsaveBuffer(), rgb16.TiffsaveBuffer() })
        {
            using var written = _folder.Write(PictureFolder.Job(_folder.Add("a.png", bytes)));
            Assert.Equal([200.0, 30, 40], written[20, 40]);
        }
    }

    [Fact]
    public void Transparency_is_laid_on_white_in_eight_and_sixteen_bits()
    {
        using var half = PictureFolder.Plain(20, 20, 0, 0, 0, 128);
        using var eight = _folder.Write(PictureFolder.Job(_folder.Add("a.png", half)));
        using var wide = half.Cast(Enums.BandFormat.Ushort);
        using var scaled = wide * 257;
        using var deep = scaled.Cast(Enums.BandFormat.Ushort);
        using var rgb16 = deep.Copy(interpretation: Enums.Interpretation.Rgb16);
        using var sixteen = _folder.Write(PictureFolder.Job(_folder.Add("b.png", rgb16)));
        using var profiled = _folder.Write(PictureFolder.Job(_folder.Add("c.png", rgb16.PngsaveBuffer(profile: "srgb"))));
        using var greyAlpha = PictureFolder.Plain(20, 20, 0, 128);
        using var grey = _folder.Write(PictureFolder.Job(_folder.Add("d.png", greyAlpha)));

        foreach (var written in new[] { eight, sixteen, profiled, grey })
            AssertNear([127, 127, 127], written[5, 5], 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Grey_of_any_depth_becomes_RGB(byte depth)
    {
        // Eight pixels, black and white in turn: 0101… in one bit, 0011… in two, and so on.
        byte[] pattern = depth switch { 1 => [0x55], 2 => [0x33, 0x33], 4 => [0x0F, 0x0F, 0x0F, 0x0F], _ => [0, 255, 0, 255, 0, 255, 0, 255] };
        byte[] row = [0, .. pattern];
        var png = new PngBuilder().Header(8, 2, depth, 0).Pixels([.. row, .. row]).End();

        using var written = _folder.Write(PictureFolder.Job(_folder.Add("a.png", png)));

        Assert.Equal(3, written.Bands);
        Assert.Equal([0.0, 0, 0], written[0, 1]);
        Assert.Equal([255.0, 255, 255], written[1, 1]);
    }

    [Fact]
    public void A_palette_with_a_transparent_colour_is_laid_on_white()
    {
        var png = new PngBuilder().Header(2, 1, 8, 3).Chunk("PLTE", [9, 9, 9, 10, 200, 30]).Chunk("tRNS", [0]).Pixels([0, 0, 1]).End();

        using var written = _folder.Write(PictureFolder.Job(_folder.Add("a.png", png)));

        Assert.Equal([255.0, 255, 255], written[0, 0]);
        Assert.Equal([10.0, 200, 30], written[1, 0]);
    }

    [Fact]
    public void CMYK_becomes_sRGB()
    {
        using var picture = TwoColors();
        using var cmyk = picture.Colourspace(Enums.Interpretation.Cmyk);

        using var written = _folder.Write(PictureFolder.Job(_folder.Add("a.jpg", cmyk.JpegsaveBuffer(q: 95))));

        Assert.Equal(3, written.Bands);
        Assert.True(written[20, 40][0] > written[20, 40][2] + 80, "red is red");
        Assert.True(written[100, 40][2] > written[100, 40][0] + 50, "blue is blue");
    }

    [Fact]
    public void A_colour_profile_is_turned_into_sRGB()
    {
        using var picture = PictureFolder.Plain(20, 20, 0, 255, 0);
        using var p3 = picture.IccTransform("p3", inputProfile: "srgb");
        Assert.True(p3[3, 3][0] > 50, "the same green has other numbers in Display P3");

        using var written = _folder.Write(PictureFolder.Job(_folder.Add("a.png", p3.PngsaveBuffer())));

        AssertNear([0, 255, 0], written[5, 5], 4);
        Assert.False(written.Contains("icc-profile-data"));
    }

    [Fact]
    public void A_colour_profile_that_is_rubbish_counts_as_sRGB()
    {
        using var picture = TwoColors();
        using var rubbish = picture.Mutate(m => m.Set(GValue.BlobType, "icc-profile-data", "not a profile"u8.ToArray()));

        using var written = _folder.Write(PictureFolder.Job(_folder.Add("a.tif", rubbish.TiffsaveBuffer())));

        Assert.Equal([200.0, 30, 40], written[20, 40]);
    }

    [Theory]
    [InlineData("gif", "The GIF holds 2 frames")]
    [InlineData("webp", "The WebP holds 2 frames")]
    [InlineData("tif", "The TIFF holds 2 pages")]
    [InlineData("png", "The PNG holds 2 frames")]
    public void Of_an_animation_or_several_pages_the_first_is_taken_and_it_is_said_so(string ending, string text)
    {
        using var first = TwoColors();
        using var second = PictureFolder.Plain(120, 80, 0, 0, 0);
        using var frames = Image.Arrayjoin([first, second], across: 1);
        using var animation = frames.Mutate(m => m.Set(GValue.GIntType, "page-height", 80));
        var source = _folder.Add($"a.{ending}", ending switch
        {
            "gif" => animation.GifsaveBuffer(),
            "webp" => animation.WebpsaveBuffer(lossless: true),
            "tif" => animation.TiffsaveBuffer(),
            _ => PngBuilder.Animated(first.PngsaveBuffer(), frames: 2),
        });
        var output = Path.Combine(_folder.Root, "out");

        var result = Pictures.Write(PictureFolder.Job(source), output);

        using var written = Image.NewFromFile(output);
        Assert.Equal((120, 80, 2), (written.Width, written.Height, result.Source.Frames));
        AssertNear([200, 30, 40], written[20, 40], 12);
        var (code, message) = Assert.Single(result.Source.Findings(source));
        Assert.Equal(Codes.FirstFrameTaken, code);
        Assert.StartsWith(text, message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_picture_whose_name_says_another_format_is_named_with_the_name_it_should_have(string format, double tolerance)
    {
        _ = tolerance;
        using var picture = TwoColors();
        var isPng = format.Contains("png", StringComparison.Ordinal);
        var source = _folder.Add(isPng ? "cart 图.JPG" : "cart 图.PNG", Save(picture, format));

        var findings = Pictures.Write(PictureFolder.Job(source), Path.Combine(_folder.Root, "out")).Source.Findings(source);

        var (code, message) = Assert.Single(findings);
        Assert.Equal(Codes.PictureNameDiffers, code);
        Assert.Contains(isPng ? "is a PNG, and its name says JPEG: rename it to \"cart 图.png\"" : "and its name says PNG: rename it to \"cart 图.", message, StringComparison.Ordinal);
        AssertOneLine(message);
    }

    [Theory]
    [InlineData("a.PNG", "png")]
    [InlineData("a.JPEG", "jpeg")]
    [InlineData("a.Jfif", "progressive jpeg")]
    [InlineData("a.TIF", "lzw tiff")]
    [InlineData("a.WebP", "webp")]
    public void A_name_in_capitals_says_the_same(string name, string format)
    {
        using var picture = TwoColors();
        var source = _folder.Add(name, Save(picture, format));

        Assert.Empty(Pictures.Write(PictureFolder.Job(source), Path.Combine(_folder.Root, "out")).Source.Findings(source));
    }

    [Fact]
    public void A_Git_LFS_pointer_says_what_to_run() => Refused(
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"u8.ToArray(), Codes.PictureIsPointer, "git lfs pull");

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>Sign in<svg></svg></body></html>")]
    [InlineData("\uFEFF\n  <HTML lang='en'></HTML>")]
    [InlineData("<?xml version='1.0'?><!DOCTYPE html><html/>")]
    public void A_web_page_under_a_pictures_name_is_named(string page) => Refused(Encoding.UTF8.GetBytes(page), Codes.PictureIsHtml, "HTML");

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>")]
    [InlineData("<?xml version='1.0'?><!-- drawn --><svg/>")]
    public void SVG_is_refused(string drawing) => Refused(Encoding.UTF8.GetBytes(drawing), Codes.PictureIsSvg, "SVG");

    [Fact]
    public void Zero_bytes_are_named() => Refused([], Codes.PictureEmpty, "0 bytes");

    [Fact]
    public void Other_content_is_named_by_its_first_bytes()
    {
        Refused("%PDF-1.7 and so on"u8.ToArray(), Codes.PictureFormatUnknown, "25 50 44 46");
        Refused([7], Codes.PictureFormatUnknown, "the bytes 07,");
        Refused([0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8], Codes.PictureFormatUnknown, "HEIC");
        Refused([0xFF, 0xD8, 0xFF], Codes.PictureDamaged, "JPEG");
    }

    [Fact]
    public void A_picture_whose_one_side_is_over_200_times_the_other_is_refused_unless_a_crop_leaves_less()
    {
        using var strip = PictureFolder.Plain(1000, 4, 255, 255, 255);
        var source = _folder.Add("a.png", strip);

        var e = Assert.Throws<PictureException>(() => Pictures.Normalise(PictureFolder.Job(source)));
        Assert.Equal(Codes.PictureTooLong, e.Code);
        Assert.Contains("more than 200 times the other in the picture of 1000 × 4 pixels", e.Message, StringComparison.Ordinal);
        Pictures.Normalise(PictureFolder.Job(source) with { Crop = new(0, 0, 800, 4) }).Dispose();
        Pictures.Normalise(PictureFolder.Job(source) with { Limits = new() { MaxAspect = 250 } }).Dispose();
        using var wide = PictureFolder.Plain(1000, 100, 255, 255, 255);
        var cropped = Assert.Throws<PictureException>(() => Pictures.Normalise(PictureFolder.Job(_folder.Add("b.png", wide)) with { Crop = new(0, 0, 1000, 4) }));
        Assert.Equal(Codes.PictureTooLong, cropped.Code);
    }

    [Fact]
    public void Limits_may_be_raised_and_lowered()
    {
        using var picture = PictureFolder.Plain(1000, 1000, 255, 255, 255);
        var source = _folder.Add("a.png", picture);

        var pixels = Assert.Throws<PictureException>(() => Pictures.Normalise(PictureFolder.Job(source) with { Limits = new() { MaxPixels = 999_999 } }));
        var bytes = Assert.Throws<PictureException>(() => Pictures.Normalise(PictureFolder.Job(source) with { Limits = new() { MaxFileBytes = 100 } }));

        Assert.Equal((Codes.PictureTooLarge, Codes.PictureTooLarge), (pixels.Code, bytes.Code));
        Assert.Contains("1000 × 1000 pixels, more than the 1 megapixels", pixels.Message, StringComparison.Ordinal);
        Pictures.Normalise(PictureFolder.Job(source) with { Limits = new() { MaxPixels = 1_000_000 } }).Dispose();
    }

    [Fact]
    public void Formats_that_ask_for_more_pixels_than_they_hold_are_refused_by_their_headers()
    {
        var watch = Stopwatch.StartNew();
        Refused(BmpBuilder.File(60000, 60000, 8, 1, new byte[1024], [0, 1]), Codes.PictureTooLarge, "60000 × 60000");
        Refused([.. "GIF89a"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 2, 0x44, 1, 0, 0x3B], Codes.PictureTooLarge, "65535 × 65535");
        using var small = TwoColors();
        var jpeg = Save(small, "jpeg");
        var frame = jpeg.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        (jpeg[frame + 5], jpeg[frame + 6], jpeg[frame + 7], jpeg[frame + 8]) = (0xFF, 0xDC, 0xFF, 0xDC);
        Refused(jpeg, Codes.PictureTooLarge, "65500 × 65500");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void A_bomb_is_refused_by_its_header()
    {
        var watch = Stopwatch.StartNew();
        Refused(new PngBuilder().Header(60000, 60000, 1, 0).Pixels(new byte[1_000_000]).End(), Codes.PictureTooLarge, "60000 × 60000");
        Refused(new PngBuilder().Header(10001, 10000, 8, 2).Pixels(new byte[1000]).End(), Codes.PictureTooLarge, "100 megapixels");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void A_text_or_profile_that_inflates_without_end_costs_little()
    {
        var endless = PngBuilder.Deflate(new byte[200_000_000]);
        byte[] packed = [.. "name\0\0"u8, .. endless], international = [.. "name\0\u0001\0\0\0"u8, .. endless];
        foreach (var chunk in new[] { "zTXt", "iCCP", "iTXt" })
        {
            var source = _folder.Add("a.png", new PngBuilder().Header(1, 1, 8, 0).Chunk(chunk, chunk == "iTXt" ? international : packed).Pixels([0, 0]).End());
            var watch = Stopwatch.StartNew();
            var before = Stats.MemHighwater;
            var e = Record.Exception(() => Pictures.Normalise(PictureFolder.Job(source)).Dispose());

            // No text is unpacked.
            Assert.Equal(chunk == "iCCP" ? Codes.PictureTooLarge : null, (e as PictureException)?.Code);
            Assert.True(e is null or PictureException, $"{e}");
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 3);
            Assert.InRange((long)(Stats.MemHighwater - before), 0, 150_000_000);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_and_a_folder_in_its_place_are_told_apart()
    {
        var missing = Assert.Throws<PictureException>(() => Pictures.Normalise(PictureFolder.Job(Path.Combine(_folder.Root, "none", "a.png"))));
        Directory.CreateDirectory(Path.Combine(_folder.Root, "folder.png"));
        var folder = Assert.Throws<PictureException>(() => Pictures.Normalise(PictureFolder.Job(Path.Combine(_folder.Root, "folder.png"))));

        Assert.Equal((Codes.PictureUnreadable, Codes.PictureUnreadable), (missing.Code, folder.Code));
        Assert.Contains("not there", missing.Message, StringComparison.Ordinal);
        Assert.Contains("folder", folder.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_is_as_long_as_what_it_leads_to()
    {
        File.WriteAllBytes(Path.Combine(_folder.Root, "large"), new byte[PictureLimits.Default.MaxFileBytes + 1]);
        File.WriteAllBytes(Path.Combine(_folder.Root, "empty"), []);
        foreach (var name in (string[])["large", "empty"])
            File.CreateSymbolicLink(Path.Combine(_folder.Root, name + ".png"), name);

        Assert.Equal(Codes.PictureTooLarge, Assert.Throws<PictureException>(() => PictureFile.Read(Path.Combine(_folder.Root, "large.png"))).Code);
        Assert.Equal(Codes.PictureEmpty, Assert.Throws<PictureException>(() => PictureFile.Read(Path.Combine(_folder.Root, "empty.png"))).Code);
    }

    [Fact]
    public void A_pipe_is_refused_without_waiting_for_it()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var pipe = Path.Combine(_folder.Root, "pipe.png");
        using (var make = Process.Start("mkfifo", pipe))
            make.WaitForExit();

        Assert.Equal(Codes.PictureEmpty, Assert.Throws<PictureException>(() => PictureFile.Read(pipe)).Code);
        Assert.Equal(Codes.PictureEmpty, Assert.Throws<PictureException>(() => PictureFile.Read("/dev/zero")).Code);
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "link.png"), "pipe.png");
        Assert.Equal(Codes.PictureEmpty, Assert.Throws<PictureException>(() => PictureFile.Read(Path.Combine(_folder.Root, "link.png"))).Code);
    }

    [Fact]
    public void The_pictures_of_the_goldens_are_all_read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "tests", "goldens", "images")))
            folder = folder.Parent!;
        var pictures = Directory.GetFiles(Path.Combine(folder.FullName, "tests", "goldens", "images"), "*.png");

        Assert.NotEmpty(pictures);
        foreach (var path in pictures)
        {
            using var written = _folder.Write(PictureFolder.Job(path, 256));
            Assert.Equal(3, written.Bands);
            Assert.InRange(Math.Max(written.Width, written.Height), 1, 256);
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Refused(byte[] content, string code, string text)
    {
        var source = _folder.Add("refused.png", content);
        var e = Assert.Throws<PictureException>(() => Pictures.Normalise(PictureFolder.Job(source)));

        Assert.Equal(code, e.Code);
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
        AssertOneLine(e.Message);
    }

    /// <summary>120 × 80: the left half of one colour, the right half of another.</summary>
    private static Image TwoColors()
    {
        using var left = PictureFolder.Plain(120, 80, 200, 30, 40);
        return left.Mutate(m => m.DrawRect([20, 60, 180], 60, 0, 60, 80, fill: true));
    }

    private static byte[] Save(Image picture, string format) => format switch
    {
        "png" => picture.PngsaveBuffer(),
        "interlaced png" => picture.PngsaveBuffer(interlace: true),
        "palette png" => picture.PngsaveBuffer(palette: true),
        "jpeg" => picture.JpegsaveBuffer(q: 95),
        "progressive jpeg" => picture.JpegsaveBuffer(q: 95, interlace: true),
        "webp" => picture.WebpsaveBuffer(q: 95),
        "lossless webp" => picture.WebpsaveBuffer(lossless: true),
        "gif" => picture.GifsaveBuffer(),
        "tiff" => picture.TiffsaveBuffer(),
        "lzw tiff" => picture.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw),
        "tiled tiff" => picture.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Deflate, tile: true),
        _ => picture.HeifsaveBuffer(q: 90, compression: Enums.ForeignHeifCompression.Av1),
    };

    private static void AssertNear(double[] expected, double[] actual, double tolerance)
    {
        for (var band = 0; band < expected.Length; band++)
            Assert.InRange(actual[band], expected[band] - tolerance, expected[band] + tolerance);
    }

    private static void AssertOneLine(string message) => Assert.DoesNotContain(message, c => c is '[' or ']' or '\n' or '\r');
}
