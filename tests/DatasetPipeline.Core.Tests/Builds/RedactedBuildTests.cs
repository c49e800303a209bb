using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using DatasetPipeline.Builds;
using DatasetPipeline.Core.Tests.Images;
using DatasetPipeline.Diagnostics;
using NetVips;

namespace DatasetPipeline.Core.Tests.Builds;

/// <summary>What was redacted or cropped away is in no file that a build leaves behind.</summary>
public sealed partial class RedactedBuildTests : IDisposable
{
    // A colour that nothing else in the picture has, in every pixel of the hidden part.
    private static readonly double[] _secret = [10, 250, 40];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("redact:\n  - {box: [300, 200, 120, 40], reason: customer name}\n")]
    [InlineData("crop: [0, 0, 290, 400]\n")]
    public void No_pixel_preview_profile_or_trailing_byte_of_the_original_is_in_any_output(string hidden)
    {
        using var white = PictureFolder.Plain(640, 480, 240, 240, 240);
        using var picture = white.Mutate(m => m.DrawRect(_secret, 300, 200, 120, 40, fill: true));
        using var thumbnail = picture.Resize(0.25);
        var preview = thumbnail.JpegsaveBuffer(q: 95);
        var jpeg = picture.JpegsaveBuffer(q: 97, profile: "p3");
        byte[] source =
        [
            .. jpeg[..2], .. Segment(0xE1, Exif("SECRET-ARTIST", preview)), .. Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET-XMP</x:xmpmeta>"u8]),
            .. Segment(0xFE, [.. "SECRET-COMMENT"u8]), .. jpeg[2..], .. "SECRET-TRAILER"u8, .. preview,
        ];
        using (var read = Image.JpegloadBuffer(source))
            Assert.True(read.Contains("exif-ifd0-Artist") && read.Contains("icc-profile-data") && read.Contains("jpeg-thumbnail-data"), "the test's own file holds what is looked for");
        _folder.Write("dataset.yaml", "name: shop\n");
        _folder.Write("images/cart.jpg", source);
        _folder.Write("images/cart.yaml", $"caption: The cart holds three items, and one of them is sold out.\n{hidden}");

        Assert.NotNull(Run().Summary);

        var left = Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(path => !path.StartsWith(Path.Combine(_folder.Path, "images"), StringComparison.Ordinal)).ToList();
        Assert.Contains(left, path => path.EndsWith(".png", StringComparison.Ordinal));
        Assert.Contains(left, path => path.EndsWith("report.html", StringComparison.Ordinal));
        foreach (var path in left)
        {
            var content = File.ReadAllBytes(path);
            foreach (var trace in (byte[][])[[.. "SECRET"u8], [.. "Exif"u8], [.. "xmpmeta"u8], [.. "acsp"u8], [.. "iCCP"u8], [.. "tEXt"u8], [.. "eXIf"u8], preview[100..140], source[^40..]])
                Assert.True(content.AsSpan().IndexOf(trace) < 0, $"{Path.GetFileName(path)} holds {Encoding.Latin1.GetString(trace)}");
            foreach (var shown in PicturesIn(path, content))
                Assert.Equal(0, SecretPixels(shown));
        }
    }

    [Theory]
    [InlineData("redact:\n  - {box: [300, 200, 120, 40], reason: customer name}\n", 2)]
    [InlineData("crop: [0, 0, 290, 400]\n", 2)]
    // What one may have meant to hide is not known.
    [InlineData("redact:\n  - {box: [300, 200, 120], reason: customer name}\n", 0)]
    [InlineData("redcat:\n  - {box: [300, 200, 120, 40], reason: customer name}\n", 0)]
    [InlineData("redact: [\n", 0)]
    [InlineData("redact:\n  - {box: [600, 200, 120, 40], reason: customer name}\n", 0)]
    public void The_sheet_of_pairs_and_the_report_show_nothing_that_a_record_hides(string hidden, int drawn)
    {
        using var varied = PictureFolder.Varied(640, 480);
        // Nothing of it is green.
        using var red = varied.Linear([0.3, 0, 0.3], [120, 0, 0], uchar: true);
        using var picture = red.Mutate(m => m.DrawRect(_secret, 300, 200, 120, 40, fill: true));
        _folder.Write("dataset.yaml", "name: shop\nsplits: {train: 1}\n");
        string[] captions = ["The cart holds three items, and one of them is sold out.", "A price is shown twice."];
        foreach (var name in (string[])["a", "b"])
        {
            _folder.Write($"images/{name}.png", picture.PngsaveBuffer(compression: name == "a" ? 1 : 9));
            _folder.Write($"images/{name}.yaml", $"caption: {captions[name[0] - 'a']}\n{hidden}");
        }

        foreach (var _ in (int[])[1, 2])
        {
            var report = Run();
            Assert.Contains(report.Diagnostics, finding => finding.Code == Codes.SamePicture);
            var left = Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(path => !path.StartsWith(Path.Combine(_folder.Path, "images"), StringComparison.Ordinal)).ToList();
            Assert.Contains(left, path => path.EndsWith("duplicates.png", StringComparison.Ordinal));
            var shown = left.SelectMany(path => PicturesIn(path, File.ReadAllBytes(path)).Select(image => (Path.GetFileName(path), Green: SecretPixels(image)))).ToList();
            Assert.All(shown, one => Assert.True(one.Green == 0, $"{one.Item1} shows it"));
        }

        using var sheet = Image.NewFromFile(Path.Combine(_folder.Path, "obj", "dataset", "duplicates.png"));
        Assert.Equal(drawn, new[] { 0, sheet.Width / 2 }.Count(left => PixelsOf(sheet.Crop(left, 0, sheet.Width / 2, sheet.Height)).Any(pixel => pixel[0] > pixel[1] + 60)));

        // One that is mended is drawn anew.
        _folder.Write("images/b.yaml", $"caption: {captions[1]}\nredact: [{{box: [300, 200, 130, 50]}}]\n");
        Run();
        using var again = Image.NewFromFile(Path.Combine(_folder.Path, "obj", "dataset", "duplicates.png"));
        Assert.Contains(PixelsOf(again.Crop(again.Width / 2, 0, again.Width / 2, again.Height)), pixel => pixel[0] > pixel[1] + 60);
        Assert.DoesNotContain(PixelsOf(again.Copy()), pixel => pixel[1] > pixel[0] + 60);
    }

    [Fact]
    public void Of_two_pictures_that_one_record_could_mean_neither_is_written()
    {
        using var white = PictureFolder.Plain(640, 480, 240, 240, 240);
        using var picture = white.Mutate(m => m.DrawRect(_secret, 300, 200, 120, 40, fill: true));
        _folder.Write("dataset.yaml", "name: shop\n");
        _folder.Write("images/a.png", picture.PngsaveBuffer());
        _folder.Write("images/a.webp", picture.WebpsaveBuffer(lossless: true));
        _folder.Write("images/a.yaml", "caption: The cart holds three items, and one of them is sold out.\nredact: [{box: [300, 200, 120, 40]}]\n");

        Assert.Null(Run().Summary);

        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "obj"), "*.png", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("mosaic", "a mosaic")]
    [InlineData("blur", "a blur")]
    public void What_is_weak_over_text_is_warned_of_until_a_record_allows_it(string method, string name)
    {
        using var picture = PictureFolder.Varied(640, 480);
        _folder.Write("dataset.yaml", "name: shop\n");
        _folder.Write("images/cart.png", picture.PngsaveBuffer());
        var record = $"caption: The cart holds three items, and one of them is sold out.\nredact:\n  - box: [300, 200, 120, 40]\n  - box: [1, 1, 12, 40]\n    method: {method}\n";
        _folder.Write("images/cart.yaml", record);

        for (var build = 0; build < 2; build++)
        {
            var finding = Assert.Single(Run().Diagnostics);
            Assert.Equal((Codes.WeakRedaction, Severity.Warning, 5, 13), (finding.Code, finding.Severity, finding.Line, finding.Column));
            Assert.StartsWith(name, finding.Message, StringComparison.Ordinal);
        }

        _folder.Write("images/cart.yaml", record + "allow: {DSP6020: a photo}\n");
        Assert.Empty(Run().Diagnostics);
    }

    [Fact]
    public void A_crop_that_does_not_fit_is_told_at_its_numbers()
    {
        using var picture = PictureFolder.Varied(640, 480);
        _folder.Write("dataset.yaml", "name: shop\n");
        _folder.Write("images/cart.png", picture.PngsaveBuffer());
        _folder.Write("images/cart.yaml", "caption: The cart holds three items, and one of them is sold out.\ncrop: [1, 1, 640, 40]\n");

        var finding = Assert.Single(Run().Diagnostics);

        Assert.Equal((Codes.MarkOutsidePicture, 2, 7), (finding.Code, finding.Line, finding.Column));
    }

    private BuildReport Run() => DatasetBuild.Run(
        new(_folder.Path, Path.Combine(_folder.Path, "bin/dataset"), Path.Combine(_folder.Path, "obj/dataset"), ["ms-swift"], _ => false),
        CancellationToken.None);

    // The report's thumbnails are data URIs.
    private static IEnumerable<Image> PicturesIn(string path, byte[] content) => Path.GetExtension(path) switch
    {
        ".png" => [Image.NewFromBuffer(content)],
        ".html" => DataUri().Matches(Encoding.UTF8.GetString(content)).Select(match => Image.NewFromBuffer(Convert.FromBase64String(match.Groups["content"].Value))),
        _ => [],
    };

    private static IEnumerable<byte[]> PixelsOf(Image picture)
    {
        using (picture)
            return picture.WriteToMemory<byte>().Chunk(picture.Bands).ToList();
    }

    private static int SecretPixels(Image picture)
    {
        using (picture)
        {
            var pixels = picture.WriteToMemory<byte>();
            // Display P3's green, JPEG and WebP change it a little.
            return Enumerable.Range(0, pixels.Length / picture.Bands).Count(i => pixels[(i * picture.Bands) + 1] - pixels[i * picture.Bands] > 60);
        }
    }

    private static byte[] Segment(byte marker, byte[] content)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(content.Length + 2));
        return [0xFF, marker, .. length, .. content];
    }

    // Two directories: the artist's name in the first, the preview in the second.
    private static byte[] Exif(string artist, byte[] preview)
    {
        var name = Encoding.ASCII.GetBytes(artist + "\0");
        int second = 8 + 18, text = second + 30, picture = text + name.Length;
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("II*\0"u8);
        writer.Write(8);
        Directory([(0x013B, 2, name.Length, text)], second);
        Directory([(0x0201, 4, 1, picture), (0x0202, 4, 1, preview.Length)], 0);
        writer.Write(name);
        writer.Write(preview);
        return [.. "Exif\0\0"u8, .. file.ToArray()];

        void Directory((ushort Tag, ushort Type, int Count, int Value)[] entries, int next)
        {
            writer.Write((ushort)entries.Length);
            foreach (var (tag, type, count, value) in entries)
            {
                writer.Write(tag);
                writer.Write(type);
                writer.Write(count);
                writer.Write(value);
            }

            writer.Write(next);
        }
    }

    [GeneratedRegex("data:image/webp;base64,(?<content>[A-Za-z0-9+/=]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DataUri();
}
