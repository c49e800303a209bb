using System.Buffers.Binary;

namespace DatasetPipeline.Images.Metadata;

/// <summary>Takes out of a JPEG what is not needed to show it.</summary>
internal static class JpegMetadata
{
    private const byte Start = 0xD8;
    private const byte End = 0xD9;
    private const byte Scan = 0xDA;
    private const byte Comment = 0xFE;
    private const byte App0 = 0xE0;
    private const byte App15 = 0xEF;

    /// <summary>The file without comments, application data and what follows its end; null where it is not whole.</summary>
    public static StrippedFile? Strip(ReadOnlySpan<byte> file)
    {
        using var content = new MemoryStream();
        var (removed, exif) = (new List<string>(), (ExifBlock?)null);
        content.Write([0xFF, Start]);
        var at = 2;
        while (at + 4 <= file.Length || (at + 2 <= file.Length && file[at + 1] == End))
        {
            if (file[at] != 0xFF)
                return null;
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++; // any number of them may stand before a marker
                continue;
            }

            if (marker == End)
            {
                content.Write([0xFF, End]);
                if (file.Length > at + 2)
                    removed.Add("what follows the picture");
                return new(content.ToArray(), removed.Distinct(StringComparer.Ordinal).ToList(), exif);
            }

            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 4 || at + length > file.Length)
                return null;
            var segment = file.Slice(at, length);
            var body = segment[4..];
            at += length;
            if (marker is Comment or (>= App0 and <= App15))
            {
                if (marker == 0xE1 && body.StartsWith("Exif\0\0"u8) && exif is null)
                {
                    exif = ExifBlock.Read(body);
                    if (exif.Orientation != 1)
                        Write(content, 0xE1, [.. "Exif\0\0"u8, .. ExifBlock.OnlyOrientation(exif.Orientation)]);
                }

                if (NameOf(marker, body) is { } name)
                    removed.Add(name);
                else if (marker == App0)
                    Write(content, App0, [.. body[..12], 0, 0]); // without the thumbnail
                else
                    content.Write(segment);
                continue;
            }

            content.Write(segment);
            if (marker != Scan)
                continue;
            var end = EndOfScan(file, at);
            content.Write(file[at..end]);
            at = end;
        }

        return null;
    }

    // Within a scan 0xFF is followed by 0 or by a restart's number.
    private static int EndOfScan(ReadOnlySpan<byte> file, int at)
    {
        while (true)
        {
            var next = file[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= file.Length)
                return file.Length;
            at += next;
            if (file[at + 1] is not (0 or (>= 0xD0 and <= 0xD7)))
                return at;
            at += 2;
        }
    }

    // Null for what decides colours.
    private static string? NameOf(byte marker, ReadOnlySpan<byte> body) => marker switch
    {
        App0 when body.StartsWith("JFIF\0"u8) && body.Length >= 14 => null,
        0xE2 when body.StartsWith("ICC_PROFILE\0"u8) => null,
        0xEE when body.StartsWith("Adobe"u8) => null,
        0xE1 when body.StartsWith("Exif\0\0"u8) => "EXIF",
        0xE1 when body.StartsWith("http://ns.adobe.com/"u8) => "XMP",
        0xED => "IPTC",
        Comment => "comment",
        App0 => "thumbnail",
        0xE2 when body.StartsWith("MPF\0"u8) => "further pictures",
        _ => $"application data {marker - App0}",
    };

    private static void Write(Stream stream, byte marker, ReadOnlySpan<byte> body) =>
        stream.Write([0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body]);
}
