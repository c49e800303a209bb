namespace DatasetPipeline.Images.Embedded;

/// <summary>A WebP's chunks.</summary>
internal static class WebPChunks
{
    private const int Most = 4096;

    public static void Read(Section file, List<PersonalTag> tags)
    {
        var at = 12L;
        for (var i = 0; i < Most && at + 8 <= file.Length; i++)
        {
            var length = (long)file.Number(at + 4, 4, bigEndian: false);
            var chunk = file.Part(at + 8, length);
            if (file.Part(at, 4).StartsWith("EXIF"u8))
                TiffTags.Read(chunk, tags);
            else if (file.Part(at, 4).StartsWith("XMP "u8))
                XmpTags.Read(chunk.Bytes(0, PersonalTags.MostBytes), tags);
            at += 8 + length + (length & 1);
        }
    }
}
