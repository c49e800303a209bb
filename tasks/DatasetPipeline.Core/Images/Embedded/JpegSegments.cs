namespace DatasetPipeline.Images.Embedded;

/// <summary>What a JPEG holds before its pixels: EXIF and XMP in APP1, IPTC in APP13.</summary>
internal static class JpegSegments
{
    private const int Most = 4096;
    private static readonly byte[] Xmp = [.. "http://ns.adobe.com/xap/1.0/\0"u8];
    private static readonly byte[] Photoshop = [.. "Photoshop 3.0\0"u8];

    public static void Read(Section file, List<PersonalTag> tags)
    {
        foreach (var block in JpegFile.Segments(file).TakeWhile(block => block.Kind != JpegFile.Scan).Take(Most))
        {
            var segment = block.BodyIn(file);
            if (block.Kind == "E1" && segment.StartsWith("Exif\0\0"u8))
                TiffTags.Read(segment, tags);
            else if (block.Kind == "E1" && segment.StartsWith(Xmp))
                XmpTags.Read(segment.Bytes(Xmp.Length, PersonalTags.MostBytes), tags);
            else if (block.Kind == "ED" && segment.StartsWith(Photoshop))
                IptcTags.ReadPhotoshop(segment.Bytes(Photoshop.Length, PersonalTags.MostBytes), tags);
        }
    }
}
