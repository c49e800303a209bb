using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using NetVips;

namespace DatasetPipeline.Core.Tests.Images;

/// <summary>Each picture is two pixels wide and two high: red, green / blue, white, the bottom row first in the file.</summary>
public sealed class BmpTests : IDisposable
{
    private static readonly byte[] _palette = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0];
    private readonly PictureFolder _folder = new();

    public static TheoryData<string, byte[]> Kinds => new()
    {
        { "4 bits", BmpBuilder.File(2, 2, 4, 0, _palette, [0x23, 0, 0, 0, 0x01, 0, 0, 0], colors: 4) },
        { "8 bits", BmpBuilder.File(2, 2, 8, 0, _palette, [2, 3, 0, 0, 0, 1, 0, 0], colors: 4) },
        { "16 bits", BmpBuilder.File(2, 2, 16, 0, [], [0x1F, 0, 0xFF, 0x7F, 0, 0x7C, 0xE0, 0x03]) },
        { "16 bits with masks", BmpBuilder.File(2, 2, 16, 3, BmpBuilder.Masks(0xF800, 0x07E0, 0x001F), [0x1F, 0, 0xFF, 0xFF, 0, 0xF8, 0xE0, 0x07]) },
        { "24 bits", BmpBuilder.File(2, 2, 24, 0, [], [255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0]) },
        { "24 bits from the top", BmpBuilder.File(2, -2, 24, 0, [], [0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0, 255, 255, 255, 0, 0]) },
        { "32 bits", BmpBuilder.File(2, 2, 32, 0, [], [255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0]) },
        { "32 bits with masks", BmpBuilder.File(2, 2, 32, 3, BmpBuilder.Masks(0xFF, 0xFF00, 0xFF0000), [0, 0, 255, 9, 255, 255, 255, 9, 255, 0, 0, 9, 0, 255, 0, 9]) },
        { "32 bits with alpha", BmpBuilder.File(2, 2, 32, 3, BmpBuilder.Masks(0xFF0000, 0xFF00, 0xFF, 0xFF000000), [255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255, 255, 0, 255, 0, 255], header: 108) },
        { "run lengths of 8 bits", BmpBuilder.File(2, 2, 8, 1, _palette, [1, 2, 1, 3, 0, 0, 1, 0, 1, 1, 0, 1], colors: 4) },
        { "run lengths of 8 bits, values as they are", BmpBuilder.File(4, 2, 8, 1, _palette, [0, 4, 2, 3, 2, 2, 0, 0, 0, 3, 0, 1, 0, 0, 1, 0, 0, 1], colors: 4) },
        { "run lengths of 4 bits", BmpBuilder.File(2, 2, 4, 2, _palette, [2, 0x23, 0, 0, 2, 0x01, 0, 1], colors: 4) },
        { "8 bits with the old header", BmpBuilder.Core(2, 2, 8, [0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255], [2, 3, 0, 0, 0, 1, 0, 0]) },
        { "24 bits with the old header", BmpBuilder.Core(2, 2, 24, [], [255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0]) },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_read(string kind, byte[] file)
    {
        using var written = _folder.Write(PictureFolder.Job(_folder.Add($"{kind}.bmp", file)));

        Assert.Equal([255.0, 0, 0], written[0, 0]);
        Assert.Equal([0.0, 255, 0], written[1, 0]);
        Assert.Equal([0.0, 0, 255], written[0, 1]);
        Assert.Equal([255.0, 255, 255], written[1, 1]);
    }

    [Fact]
    public void One_bit_is_read_eight_to_a_byte()
    {
        using var written = _folder.Write(PictureFolder.Job(_folder.Add("a.bmp", BmpBuilder.File(10, 1, 1, 0, [0, 0, 0, 0, 255, 255, 255, 0], [0b1010_0000, 0b0100_0000, 0, 0]))));

        Assert.Equal([255, 0, 255, 0, 0, 0, 0, 0, 0, 255], Enumerable.Range(0, 10).Select(x => (int)written[x, 0][0]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_cut_short_anywhere_is_damaged(string kind, byte[] file)
    {
        for (var length = 26; length < file.Length - (kind.Contains("run", StringComparison.Ordinal) ? 0 : 1); length++)
        {
            var e = Record.Exception(() => Pictures.Normalise(PictureFolder.Job(_folder.Add($"{kind}.bmp", file[..length]))).Dispose());
            Assert.True(e is PictureException { Code: Codes.PictureDamaged }, $"{length} of {file.Length} bytes: {e}");
        }
    }

    [Fact]
    public void A_header_that_lies_costs_nothing_and_breaks_nothing()
    {
        var random = new Random(7);
        foreach (var (_, kind) in Kinds.Select(row => ((string)row[0], (byte[])row[1])))
        {
            for (var i = 0; i < 400; i++)
            {
                var file = (byte[])kind.Clone();
                for (var change = 0; change < 3; change++)
                    file[2 + random.Next(file.Length - 2)] = (byte)(random.Next(3) == 0 ? 255 : random.Next(256));
                var e = Record.Exception(() => Pictures.Normalise(PictureFolder.Job(_folder.Add("a.bmp", file)) with { Limits = new() { MaxPixels = 1_000_000 } }).Dispose());
                Assert.True(e is null or PictureException, $"{e}");
            }
        }
    }

    public void Dispose() => _folder.Dispose();
}
