using DatasetPipeline.Images.Embedded;

namespace DatasetPipeline.Images.Metadata;

/// <summary>Takes out of a JPEG what is not needed to show it.</summary>
internal static class JpegMetadata
{
    private const byte Start = 0xD8;
    private const string Comment = "FE";

    /// <summary>The file without comments, application data and what follows its end; null where it is not whole.</summary>
    public static StrippedFile? Strip(byte[] file)
    {
        using var content = new MemoryStream();
        var (removed, exif) = (new List<string>(), (ExifBlock?)null);
        content.Write([0xFF, Start]);
        foreach (var segment in JpegFile.Segments(Section.Of(file)))
        {
            if (segment.BodyLength < 0 || segment.End > file.Length)
                return null;
            var body = segment.BodyIn(file);
            if (segment.Kind == JpegFile.End)
            {
                content.Write(segment.In(file));
                if (file.Length > segment.End)
                    removed.Add("what follows the picture");
                return new(content.ToArray(), removed.Distinct(StringComparer.Ordinal).ToList(), exif);
            }

            if (segment.Kind != Comment && !segment.Kind.StartsWith('E'))
            {
                content.Write(segment.In(file));
                continue;
            }

            if (segment.Kind == "E1" && body.StartsWith("Exif\0\0"u8) && exif is null)
            {
                exif = ExifBlock.Read(body);
                if (exif.Orientation != 1)
                    Write(content, 0xE1, [.. "Exif\0\0"u8, .. ExifBlock.OnlyOrientation(exif.Orientation)]);
            }

            if (NameOf(segment.Kind, body) is { } name)
                removed.Add(name);
            else if (segment.Kind == "E0")
                Write(content, 0xE0, [.. body[..12], 0, 0]); // without the thumbnail
            else
                content.Write(segment.In(file));
        }

        return null;
    }

    // Null for what decides colours.
    private static string? NameOf(string kind, ReadOnlySpan<byte> body) => kind switch
    {
        "E0" when body.StartsWith("JFIF\0"u8) && body.Length >= 14 => null,
        "E2" when body.StartsWith("ICC_PROFILE\0"u8) => null,
        "EE" when body.StartsWith("Adobe"u8) => null,
        "E1" when body.StartsWith("Exif\0\0"u8) => "EXIF",
        "E1" when body.StartsWith("http://ns.adobe.com/"u8) => "XMP",
        "ED" => "IPTC",
        Comment => "comment",
        "E0" => "thumbnail",
        "E2" when body.StartsWith("MPF\0"u8) => "further pictures",
        _ => $"application data {Convert.ToInt32(kind[1..], 16)}",
    };

    private static void Write(Stream stream, byte marker, ReadOnlySpan<byte> body) =>
        stream.Write([0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body]);
}
