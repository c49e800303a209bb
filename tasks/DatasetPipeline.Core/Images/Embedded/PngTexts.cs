using System.IO.Compression;
using System.Text;

namespace DatasetPipeline.Images.Embedded;

/// <summary>A PNG's chunks of text, before and behind its pixels, and its EXIF.</summary>
internal static class PngTexts
{
    private const int MostChunks = 100_000;
    private const int MostTexts = 256;

    public static void Read(Section file, List<PersonalTag> tags)
    {
        var texts = 0;
        foreach (var chunk in PngFile.Chunks(file).Take(MostChunks))
        {
            if (chunk.Kind == "eXIf")
                TiffTags.Read(chunk.BodyIn(file), tags);
            else if (chunk.Kind is "tEXt" or "zTXt" or "iTXt" && texts++ < MostTexts)
                ReadText(chunk.BodyIn(file).Bytes(0, PersonalTags.MostBytes), chunk.Kind[0], tags);
        }
    }

    private static void ReadText(byte[] chunk, char kind, List<PersonalTag> tags)
    {
        var end = Array.IndexOf(chunk, (byte)0);
        if (end < 0)
            return;
        var (key, rest) = (Encoding.Latin1.GetString(chunk, 0, end), chunk[(end + 1)..]);
        var isName = key.ToLowerInvariant() is "author" or "artist" or "photographer" or "by-line" or "owner";
        if (!isName && key != "XML:com.adobe.xmp" && !key.StartsWith("Raw profile type ", StringComparison.Ordinal))
            return;

        var text = kind switch
        {
            'z' => rest.Length > 1 ? Inflate(rest.AsSpan(1)) : [],
            'i' => International(rest),
            _ => rest,
        };
        if (isName)
            tags.Add(new($"PNG {key}", (kind == 'i' ? Encoding.UTF8 : Encoding.Latin1).GetString(text).Trim()));
        else if (key == "XML:com.adobe.xmp")
            XmpTags.Read(text, tags);
        else
            ReadRawProfile(key, text, tags);
    }

    // Whether it is compressed, and how; a language and a translated key, each with a zero at its end; the text.
    private static byte[] International(byte[] rest)
    {
        var language = rest.Length > 2 ? Array.IndexOf(rest, (byte)0, 2) : -1;
        var translated = language < 0 ? -1 : Array.IndexOf(rest, (byte)0, language + 1);
        if (translated < 0)
            return [];
        return rest[0] == 1 ? Inflate(rest.AsSpan(translated + 1)) : rest[(translated + 1)..];
    }

    // ImageMagick's way for what PNG had no chunk for: a name and a length, each in a line, and hexadecimal digits.
    private static void ReadRawProfile(string key, byte[] text, List<PersonalTag> tags)
    {
        var digits = Encoding.Latin1.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var hexadecimal = string.Concat(digits.Skip(2));
        if (hexadecimal.Length % 2 != 0 || !hexadecimal.All(char.IsAsciiHexDigit))
            return;
        var profile = Convert.FromHexString(hexadecimal);
        if (key.EndsWith(" exif", StringComparison.Ordinal) || profile.AsSpan().StartsWith("Exif\0\0"u8))
            TiffTags.Read(Section.Of(profile), tags);
        else if (key.EndsWith(" xmp", StringComparison.Ordinal))
            XmpTags.Read(profile, tags);
        else if (profile.AsSpan().StartsWith("8BIM"u8))
            IptcTags.ReadPhotoshop(profile, tags);
        else if (key.EndsWith(" iptc", StringComparison.Ordinal))
            IptcTags.Read(profile, tags);
    }

    private static byte[] Inflate(ReadOnlySpan<byte> compressed)
    {
        var text = new byte[PersonalTags.MostBytes];
        using var zlib = new ZLibStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
        try
        {
            return text[..zlib.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
