using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using DatasetPipeline.Core.Tests.Images;
using DatasetPipeline.Images;
using DatasetPipeline.Images.Embedded;
using DatasetPipeline.Privacy;
using NetVips;

namespace DatasetPipeline.Core.Tests.Privacy;

public sealed class PicturePrivacyTests : IDisposable
{
    private const string Xmp = """
        <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="52,31.2N" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">
        <dc:creator><rdf:Seq><rdf:li>Grace Hopper</rdf:li><rdf:li>Wei Li</rdf:li></rdf:Seq></dc:creator><dc:title><rdf:Alt><rdf:li xml:lang="x-default">A cart</rdf:li></rdf:Alt></dc:title>
        <photoshop:CaptionWriter>Ada</photoshop:CaptionWriter></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>
        """;

    private readonly PictureFolder _folder = new();

    public static TheoryData<string> Containers => ["jpeg", "png", "png, behind the pixels", "webp", "tiff"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Containers))]
    public void A_place_and_names_in_exif_are_found_in_every_format_and_either_byte_order(string container)
    {
        foreach (var bigEndian in (bool[])[false, true])
        {
            var exif = ExifBuilder.Full(bigEndian, "Grace Hopper", "Wei Li", "Ada");
            var found = PersonalTags.Find(_folder.Add("a.bin", container == "tiff" ? exif : Wrap(container, exif, null)));

            Assert.Equal(
                ["EXIF Artist Grace Hopper", "EXIF CameraOwnerName Ada", "EXIF GPS", "EXIF XPAuthor Wei Li"],
                found.Select(tag => $"{tag.Where} {tag.Name}".Trim()).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png")]
    [InlineData("webp")]
    public void A_place_and_names_in_xmp_are_found(string container) => Assert.Equal(
        ["XMP GPS", "XMP dc:creator Grace Hopper", "XMP dc:creator Wei Li", "XMP photoshop:CaptionWriter Ada"],
        PersonalTags.Find(_folder.Add("a.bin", Wrap(container, null, Xmp))).Select(tag => $"{tag.Where} {tag.Name}".Trim()).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("avif")]
    public void What_another_program_wrote_is_found(string format)
    {
        using var picture = PictureFolder.Varied(40, 30);
        using var tagged = picture.Mutate(m =>
        {
            m.Set(GValue.GStrType, "exif-ifd0-Artist", "Grace Hopper (Grace Hopper, ASCII, 13 components, 13 bytes)");
            m.Set(GValue.GStrType, "exif-ifd3-GPSLatitude", "52/1 31/1 12/1 (52, 31, 12, Rational, 3 components, 24 bytes)");
            m.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes(Xmp));
        });
        var bytes = format switch { "jpeg" => tagged.JpegsaveBuffer(), "png" => tagged.PngsaveBuffer(), "webp" => tagged.WebpsaveBuffer(), _ => tagged.HeifsaveBuffer(compression: Enums.ForeignHeifCompression.Av1) };

        var found = PersonalTags.Find(_folder.Add("a.bin", bytes));

        Assert.Contains(new("EXIF Artist", "Grace Hopper"), found);
        Assert.Contains(new("EXIF GPS", null), found);
        Assert.Contains(new("XMP dc:creator", "Wei Li"), found);
    }

    [Fact]
    public void Iptc_and_the_texts_of_png_are_found_plain_compressed_and_as_imagemagick_writes_them()
    {
        byte[] iptc = [0x1C, 2, 80, 0, 6, .. "Wei Li"u8, 0x1C, 2, 120, 0, 1, (byte)'x', 0x1C, 2, 122, 0, 3, .. "Ada"u8];
        byte[] photoshop = [.. "8BIM"u8, 4, 0, 1, (byte)'n', 0, 0, 0, 0, .. "8BIM"u8, 4, 4, 0, 0, 0, 0, 0, (byte)iptc.Length, .. iptc];
        byte[] jpeg = [0xFF, 0xD8, .. Segment(0xED, [.. "Photoshop 3.0\0"u8, .. photoshop]), 0xFF, 0xDA];
        Assert.Equal(["IPTC By-line Wei Li", "IPTC Writer Ada"], Tags(jpeg));

        var raw = $"\nexif\n   12\n{Convert.ToHexStringLower([.. "Exif\0\0"u8, .. ExifBuilder.Full(true, "Ida", "Ida", "Ida")]).Chunk(72).Select(line => new string(line)).Aggregate((a, b) => a + "\n" + b)}\n";
        byte[] png = PngBuilder.Of(
            ("IHDR", new byte[13]),
            ("tEXt", [.. "Author\0Jos"u8, 0xE9]),
            ("iTXt", [.. "Author\0\u0001\0de\0\0"u8, .. PngBuilder.Deflate([.. "Zoë Müller"u8])]),
            ("zTXt", [.. "Raw profile type exif\0\0"u8, .. PngBuilder.Deflate(Encoding.UTF8.GetBytes(raw))]),
            ("tEXt", [.. "Software\0Ada's editor"u8]),
            ("IEND", []));
        Assert.Equal(["PNG Author José", "PNG Author Zoë Müller", "EXIF Artist Ida", "EXIF XPAuthor Ida", "EXIF CameraOwnerName Ida", "EXIF GPS"], Tags(png).OrderBy(tag => tag.StartsWith("PNG", StringComparison.Ordinal) ? 0 : 1).ThenBy(tag => tag.Contains("GPS", StringComparison.Ordinal)));
    }

    [Fact]
    public void Blank_and_empty_tags_and_a_position_of_zeros_tell_of_nobody()
    {
        var exif = ExifBuilder.Full(false, "   ", "Unknown", "");
        Assert.Equal(["EXIF GPS"], Tags(exif));
        var zeros = exif.AsSpan().ToArray();
        zeros.AsSpan(8, 48).Clear();
        Assert.Empty(Tags(zeros));
    }

    [Fact]
    public void A_name_is_shown_masked_and_in_one_line()
    {
        Assert.Equal(
            "a place (EXIF GPS) and a name, \"G…\" of 12 characters (EXIF Artist) and a name, \"…\" of 2 characters (EXIF XPAuthor, EXIF CameraOwnerName)",
            Arranged(PicturePrivacy.Describe(_folder.Add("a.tif", ExifBuilder.Full(false, "Grace Hopper", "李伟", "李伟")))));
        Assert.DoesNotContain('\n', PicturePrivacy.Describe(_folder.Add("b.tif", ExifBuilder.Full(false, "\n::error::x", "\u202eabcd", "[x]yz"))));
    }

    [Fact]
    public void A_file_that_is_damaged_on_purpose_costs_little_and_is_no_error()
    {
        var started = Stopwatch.StartNew();
        Tags(ExifBuilder.Chain(500_000));
        Tags(ExifBuilder.Chain(1));
        var deep = $"<a xmlns:dc=\"http://purl.org/dc/elements/1.1/\">{string.Concat(Enumerable.Repeat("<dc:creator>", 60_000))}";
        Tags(Wrap("png", null, deep));
        Tags(Wrap("png", null, "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><a>&c;</a>"));
        Tags(PngBuilder.Of(("zTXt", [.. "Author\0\0"u8, .. PngBuilder.Deflate(new byte[200_000_000])])));

        var random = new Random(7);
        foreach (var container in (string[])["jpeg", "png", "png, behind the pixels", "webp", "tiff"])
        {
            var whole = container == "tiff" ? ExifBuilder.Full(true, "Grace Hopper", "Wei Li", "Ada") : Wrap(container, ExifBuilder.Full(false, "Grace Hopper", "Wei Li", "Ada"), Xmp);
            for (var i = 0; i < 300; i++)
            {
                var broken = whole.AsSpan(0, random.Next(2) == 0 ? whole.Length : random.Next(whole.Length)).ToArray();
                for (var j = random.Next(6); j >= 0 && broken.Length > 0; j--)
                    broken[random.Next(broken.Length)] = (byte)random.Next(256);
                Tags(broken);
            }
        }

        Assert.True(started.Elapsed < TimeSpan.FromSeconds(60), $"{started.Elapsed}");
    }

    [Fact]
    public void What_is_no_picture_tells_of_nobody()
    {
        Assert.Empty(PersonalTags.Find(Path.Combine(_folder.Root, "none.png")));
        Assert.Empty(PersonalTags.Find(_folder.Root));
        Assert.Empty(Tags([]));
        Assert.Empty(Tags([.. "This is a text and no picture."u8]));
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public void An_output_holds_nothing_of_it(string container)
    {
        using var picture = PictureFolder.Varied(40, 30);
        var exif = ExifBuilder.Full(false, "Grace Hopper", "Wei Li", "Ada");
        using var tagged = picture.Mutate(m =>
        {
            m.Set(GValue.BlobType, "exif-data", (byte[])[.. "Exif\0\0"u8, .. exif]);
            m.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes(Xmp));
        });
        var source = container switch { "jpeg" => tagged.JpegsaveBuffer(), "webp" => tagged.WebpsaveBuffer(lossless: true), "tiff" => tagged.TiffsaveBuffer(), _ => tagged.PngsaveBuffer() };
        Assert.NotEmpty(Tags(source));

        var output = Path.Combine(_folder.Root, "out.png");
        Pictures.Write(PictureFolder.Job(_folder.Add("source", source)), output);

        Assert.Empty(PersonalTags.Find(output));
        Assert.Equal(["IHDR", "IDAT", "IEND"], PngBuilder.Chunks(File.ReadAllBytes(output)).Where(chunk => chunk != "pHYs"));
    }

    private List<string> Tags(byte[] file) => PersonalTags.Find(_folder.Add("t.bin", file)).Select(tag => $"{tag.Where} {tag.Name}".Trim()).ToList();

    // The order of the names follows the file's.
    private static string Arranged(string text) => string.Join(" and ", text.Split(" and ").OrderBy(part => part.Contains("place", StringComparison.Ordinal) ? 0 : part.Contains("12", StringComparison.Ordinal) ? 1 : 2));

    private static byte[] Wrap(string container, byte[]? exif, string? xmp)
    {
        var packet = xmp is null ? null : Encoding.UTF8.GetBytes(xmp);
        byte[] padding = [.. Enumerable.Repeat((byte)1, 5000)];
        if (container == "jpeg")
            return [0xFF, 0xD8, .. Segment(0xE0, [.. "JFIF\0"u8]), 0xFF, .. exif is null ? [] : Segment(0xE1, [.. "Exif\0\0"u8, .. exif]), .. packet is null ? [] : Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. packet]), 0xFF, 0xDA, .. padding];
        if (container == "webp")
        {
            byte[] chunks = [.. Chunk("VP8 ", padding[..4999]), .. exif is null ? [] : Chunk("EXIF", [.. "Exif\0\0"u8, .. exif]), .. packet is null ? [] : Chunk("XMP ", packet)];
            return [.. "RIFF"u8, .. BitConverter.GetBytes(chunks.Length + 4), .. "WEBP"u8, .. chunks];
        }

        List<(string, byte[])> png = [("IHDR", new byte[13]), ("IDAT", padding)];
        if (exif is not null)
            png.Insert(container == "png" ? 1 : 2, ("eXIf", exif));
        if (packet is not null)
            png.Add(("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. packet]));
        return PngBuilder.Of([.. png, ("IEND", [])]);
    }

    private static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static byte[] Chunk(string type, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        return [.. Encoding.ASCII.GetBytes(type), .. length, .. content, .. new byte[content.Length & 1]];
    }
}
