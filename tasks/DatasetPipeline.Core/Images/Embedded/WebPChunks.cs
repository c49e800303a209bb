namespace DatasetPipeline.Images.Embedded;

/// <summary>A WebP's EXIF and XMP.</summary>
internal static class WebPChunks
{
    private const int Most = 4096;

    public static void Read(Section file, List<PersonalTag> tags)
    {
        foreach (var chunk in WebPFile.Chunks(file).Take(Most))
        {
            if (chunk.Kind == "EXIF")
                TiffTags.Read(chunk.BodyIn(file), tags);
            else if (chunk.Kind == "XMP ")
                XmpTags.Read(chunk.BodyIn(file).Bytes(0, PersonalTags.MostBytes), tags);
        }
    }
}
