using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Tokens.Tests;

public sealed class RgbImageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Alpha_is_dropped_and_not_laid_on_white()
    {
        using var image = NetVips.Image.NewFromMemory<byte>([10, 20, 30, 0, 40, 50, 60, 128], 2, 1, 4, NetVips.Enums.BandFormat.Uchar);
        using var coloured = image.Copy(interpretation: NetVips.Enums.Interpretation.Srgb);
        coloured.WriteToFile(_folder.File("alpha.png"));

        Assert.Equal([10, 20, 30, 40, 50, 60], RgbImage.Load(_folder.File("alpha.png")).Pixels);
    }

    [Fact]
    public void Grey_stands_in_all_three_channels()
    {
        using var image = NetVips.Image.NewFromMemory<byte>([7, 9], 1, 2, 1, NetVips.Enums.BandFormat.Uchar);
        using var grey = image.Copy(interpretation: NetVips.Enums.Interpretation.Bw);
        grey.WriteToFile(_folder.File("grey.png"));

        var loaded = RgbImage.Load(_folder.File("grey.png"));

        Assert.Equal([7, 7, 7, 9, 9, 9], loaded.Pixels);
        Assert.Equal(new ImageSize(1, 2), loaded.Size);
    }

    [Theory]
    [InlineData("not a picture")]
    [InlineData("")]
    public void A_file_that_is_no_picture_is_one_line(string text)
    {
        var path = _folder.Write("bad.png", text);

        var diagnostic = Assert.Single(Assert.Throws<DiagnosticException>(() => RgbImage.Load(path)).Diagnostics);

        Assert.Equal((Codes.PictureUnreadable, path), (diagnostic.Code, diagnostic.File));
        Assert.DoesNotContain('\n', diagnostic.Message);
    }

    [Fact]
    public void A_picture_cut_short_is_refused()
    {
        using var noise = NetVips.Image.Gaussnoise(64, 64);
        using var bytes = noise.Cast(NetVips.Enums.BandFormat.Uchar);
        bytes.WriteToFile(_folder.File("whole.png"));
        File.WriteAllBytes(_folder.File("cut.png"), File.ReadAllBytes(_folder.File("whole.png"))[..2000]);

        Assert.Throws<DiagnosticException>(() => RgbImage.Load(_folder.File("cut.png")));
        Assert.Throws<DiagnosticException>(() => RgbImage.Load(_folder.File("none.png")));
    }

    [Fact]
    public void Bytes_must_fill_the_picture() => Assert.Throws<ArgumentException>(() => RgbImage.FromBytes(2, 2, new byte[11]));
}
