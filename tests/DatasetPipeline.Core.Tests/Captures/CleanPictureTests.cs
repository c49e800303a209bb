using System.Text;
using DatasetPipeline.Captures;
using DatasetPipeline.Core.Tests.Images;
using DatasetPipeline.Duplicates;
using DatasetPipeline.Images;
using NetVips;

namespace DatasetPipeline.Core.Tests.Captures;

public sealed class CleanPictureTests
{
    private const string Secret = "Anna K., 14 Harbour Street";

    public static TheoryData<string, string> Formats => new()
    {
        { ".jpg", ".jpg" }, { ".jpg[Q=90,interlace]", ".jpg" }, { ".webp", ".webp" }, { ".webp[lossless]", ".webp" }, { ".png", ".png" }, { ".tif", ".png" }, { ".tif[compression=jpeg]", ".png" }, { ".gif", ".png" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_a_file_says_about_its_maker_is_gone_and_no_pixel_changes_and_up_stays_up(string format, string extension)
    {
        var file = WithSecrets(format);

        var clean = CleanPicture.Of(file);

        Assert.Equal(extension, clean.Extension);
        Assert.Equal(Fingerprint.Decode(file).PixelHash, Fingerprint.Decode(clean.Content).PixelHash);
        Assert.Equal(format.StartsWith(".gif", StringComparison.Ordinal) ? (64, 48) : (48, 64), (clean.Width, clean.Height));
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(clean.Content), StringComparison.Ordinal);
        Assert.DoesNotContain("2025", Encoding.Latin1.GetString(clean.Content), StringComparison.Ordinal);
        Assert.NotEmpty(clean.Removed);
        Assert.Equal(clean.Content, CleanPicture.Of(clean.Content).Content);
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    [InlineData(".png")]
    public void The_day_that_the_camera_wrote_is_known_and_the_pixel_data_is_the_same_bytes(string format)
    {
        var clean = CleanPicture.Of(WithSecrets(format));

        Assert.Equal(new DateOnly(2025, 3, 9), clean.Taken);
        // Encoded once more it would not be.
        var data = format switch { ".png" => Between(WithSecrets(format), "IDAT", "IEND"), ".webp" => Between(WithSecrets(format), "VP8 ", "EXIF"), _ => Between(WithSecrets(format), "\u00FF\u00DB", "\u00FF\u00D9") };
        Assert.Contains(data, Encoding.Latin1.GetString(clean.Content), StringComparison.Ordinal);
    }

    [Fact]
    public void A_PNG_keeps_what_decides_its_colours_and_loses_texts_times_and_what_follows_it()
    {
        byte[] file =
        [
            .. new PngBuilder().Header(2, 1, 8, 3).Chunk("gAMA", [0, 0, 0xB1, 0x8F]).Chunk("tEXt", [.. "Author\0"u8, .. Encoding.ASCII.GetBytes(Secret)]).Chunk("PLTE", [255, 0, 0, 0, 0, 255])
                .Chunk("tIME", [7, 0xE9, 3, 9, 1, 1, 1]).Chunk("tRNS", [255, 128]).Pixels([0, 0, 1]).Chunk("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. Encoding.ASCII.GetBytes(Secret)]).Chunk("prVt", Encoding.ASCII.GetBytes(Secret)).End(),
            .. Encoding.ASCII.GetBytes(Secret),
        ];

        var clean = CleanPicture.Of(file);

        Assert.Equal(["IHDR", "gAMA", "PLTE", "tRNS", "IDAT", "IEND"], PngBuilder.Chunks(clean.Content));
        Assert.Equal(["text \"Author\"", "time", "XMP", "chunk prVt", "what follows the picture"], clean.Removed);
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(clean.Content), StringComparison.Ordinal);
    }

    [Fact]
    public void A_JPEG_loses_comments_thumbnails_and_what_follows_it_and_keeps_its_profile()
    {
        using var picture = PictureFolder.Varied(64, 48);
        var jpeg = picture.JpegsaveBuffer(profile: "srgb");
        byte[] thumbnail = [0xFF, 0xE0, 0, 0, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 1, 1, 9, 8];
        thumbnail[3] = (byte)(thumbnail.Length - 2);
        // In place of the EXIF that libvips begins with.
        var rest = jpeg.AsSpan(2 + 2 + ((jpeg[4] << 8) | jpeg[5])).ToArray();
        byte[] comment = [0xFF, 0xFE, 0, (byte)(Secret.Length + 2), .. Encoding.ASCII.GetBytes(Secret)];
        byte[] file = [0xFF, 0xD8, .. thumbnail, .. comment, .. rest, .. Encoding.ASCII.GetBytes(Secret)];

        var clean = CleanPicture.Of(file);

        Assert.Equal(CleanPicture.Of(jpeg).Content[2..], clean.Content[20..]);
        Assert.Equal([0, 0], clean.Content[18..20]);
        Assert.Equal(["comment", "what follows the picture"], clean.Removed);
        Assert.Contains("ICC_PROFILE", Encoding.Latin1.GetString(clean.Content), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_EXIF_hinders_nothing()
    {
        var random = new Random(7);
        var file = WithSecrets(".jpg");
        var at = Encoding.Latin1.GetString(file).IndexOf("Exif\0\0", StringComparison.Ordinal) + 6;
        for (var i = 0; i < 200; i++)
        {
            var damaged = file.ToArray();
            for (var change = 0; change < 12; change++)
                damaged[at + random.Next(120)] = (byte)random.Next(256);
            Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(CleanPicture.Of(damaged).Content), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_damaged_file_is_refused_or_made_anew_and_never_breaks_the_program()
    {
        var random = new Random(11);
        foreach (var format in new[] { ".jpg", ".webp", ".png" })
        {
            var file = WithSecrets(format);
            var refused = 0;
            for (var i = 0; i < 300; i++)
            {
                var damaged = file[..random.Next(12, file.Length + 1)];
                for (var change = random.Next(6); change > 0; change--)
                    damaged[random.Next(4, damaged.Length)] = (byte)random.Next(256);
                try
                {
                    CleanPicture.Of(damaged);
                }
                catch (PictureException)
                {
                    refused++;
                }
            }

            Assert.InRange(refused, 100, 300);
        }
    }

    private static byte[] WithSecrets(string format)
    {
        using var picture = PictureFolder.Varied(64, 48);
        using var marked = picture.Mutate(image =>
        {
            image.Set(GValue.GIntType, "orientation", 6);
            image.Set(GValue.GStrType, "exif-ifd0-Orientation", "6 (Right-top, Short, 1 components, 2 bytes)");
            image.Set(GValue.GStrType, "exif-ifd0-ImageDescription", $"{Secret} ({Secret}, ASCII, {Secret.Length + 1} components, {Secret.Length + 1} bytes)");
            image.Set(GValue.GStrType, "exif-ifd2-DateTimeOriginal", "2025:03:09 10:11:12 (2025:03:09 10:11:12, ASCII, 20 components, 20 bytes)");
            image.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes($"<x>{Secret}</x>"));
        });
        return marked.WriteToBuffer(format);
    }

    private static string Between(byte[] file, string from, string to)
    {
        var text = Encoding.Latin1.GetString(file);
        var start = text.IndexOf(from, StringComparison.Ordinal);
        return text[start..text.LastIndexOf(to, StringComparison.Ordinal)];
    }
}
