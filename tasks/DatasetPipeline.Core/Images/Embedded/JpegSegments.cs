namespace DatasetPipeline.Images.Embedded;

/// <summary>A JPEG's segments before its pixels: EXIF and XMP in APP1, IPTC in APP13.</summary>
internal static class JpegSegments
{
    private const int Most = 4096;
    private static readonly byte[] Xmp = [.. "http://ns.adobe.com/xap/1.0/\0"u8];
    private static readonly byte[] Photoshop = [.. "Photoshop 3.0\0"u8];

    public static void Read(Section file, List<PersonalTag> tags)
    {
        var at = 2L;
        for (var i = 0; i < Most && file.Bytes(at, 4) is [0xFF, var marker, var high, var low]; i++)
        {
            // A fill byte; the pixels begin; the end.
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker is 0xDA or 0xD9)
                return;
            var length = (high << 8) | low;
            var segment = file.Part(at + 4, Math.Max(0, length - 2));
            if (marker == 0xE1 && segment.StartsWith("Exif\0\0"u8))
                TiffTags.Read(segment, tags);
            else if (marker == 0xE1 && segment.StartsWith(Xmp))
                XmpTags.Read(segment.Bytes(Xmp.Length, PersonalTags.MostBytes), tags);
            else if (marker == 0xED && segment.StartsWith(Photoshop))
                IptcTags.ReadPhotoshop(segment.Bytes(Photoshop.Length, PersonalTags.MostBytes), tags);
            at += 2 + Math.Max(2, length);
        }
    }
}
