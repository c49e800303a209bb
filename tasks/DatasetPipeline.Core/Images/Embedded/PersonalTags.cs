using NetVips;

namespace DatasetPipeline.Images.Embedded;

/// <summary>
/// The places and names in a picture's file. Only what lies around the pixels is read, and of it no more than
/// <see cref="MostBytes"/> a block; a file that is damaged on purpose costs no more than another, and what cannot be read of it
/// holds nothing. Libraries for this were tried: a chain of directories or nested XML let their stack overflow.
/// </summary>
public static class PersonalTags
{
    /// <summary>Raised by hand when the same file tells of other things.</summary>
    public const int Version = 1;

    internal const int MostBytes = 1 << 20;

    /// <summary>What the file tells, in its order; nothing where it is no picture or cannot be read.</summary>
    public static IReadOnlyList<PersonalTag> Find(string path, PictureLimits? limits = null)
    {
        var tags = new List<PersonalTag>();
        try
        {
            // A pipe or a device has no length; opening one could wait for ever.
            if (new FileInfo(path).Length < 16)
                return [];
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Find(new(file, 0, file.Length), path, limits, tags);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PictureException or VipsException)
        {
            // Whoever decodes it says so.
        }

        return tags.Where(tag => tag.Name is not { } name || IsName(name)).Distinct().ToList();
    }

    private static void Find(Section file, string path, PictureLimits? limits, List<PersonalTag> tags)
    {
        switch (PictureSniffer.Sniff(file.Bytes(0, 64)))
        {
            case PictureFormat.Jpeg:
                JpegSegments.Read(file, tags);
                break;
            case PictureFormat.Png:
                PngTexts.Read(file, tags);
                break;
            case PictureFormat.WebP:
                WebPChunks.Read(file, tags);
                break;
            case PictureFormat.Tiff:
                TiffTags.Read(file, tags);
                break;
            case PictureFormat.Avif:
                ReadAvif(path, limits, tags);
                break;
            default:
                break;
        }
    }

    // Its boxes are libheif's affair, which finds the two blocks.
    private static void ReadAvif(string path, PictureLimits? limits, List<PersonalTag> tags)
    {
        using var picture = PictureDecoder.Open(PictureFile.Read(path, limits), limits);
        if (picture.Contains("exif-data") && picture.Get("exif-data") is byte[] exif)
            TiffTags.Read(Section.Of(exif), tags);
        if (picture.Contains("xmp-data") && picture.Get("xmp-data") is byte[] xmp)
            XmpTags.Read(xmp, tags);
    }

    private static bool IsName(string name) => name.Any(char.IsLetter)
        && name.Trim().ToLowerInvariant() is not ("unknown" or "none" or "n/a" or "anonymous" or "author" or "artist" or "user" or "admin" or "null");
}
