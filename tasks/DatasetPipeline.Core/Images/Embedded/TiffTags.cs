using System.Text;

namespace DatasetPipeline.Images.Embedded;

/// <summary>The directories of tags that make up EXIF, and a TIFF file itself, which may be a BigTIFF.</summary>
internal static class TiffTags
{
    private const int MostDirectories = 32;
    private const int MostEntries = 512;
    private const int MostName = 1000;

    /// <param name="section">From the byte order on, or from the word Exif before it.</param>
    /// <param name="tags">Where to put what is found.</param>
    public static void Read(Section section, List<PersonalTag> tags)
    {
        var tiff = section.StartsWith("Exif\0\0"u8) ? section.Part(6, long.MaxValue) : section;
        var bigEndian = tiff.StartsWith("MM"u8);
        if (!bigEndian && !tiff.StartsWith("II"u8))
            return;
        var isBig = tiff.Number(2, 2, bigEndian) == 43;
        var reader = new Reader(tiff, bigEndian, isBig ? 8 : 4);

        // In turn and each once: what points at what is not to be trusted.
        var (waiting, seen) = (new Queue<(long At, bool IsGps)>(), new HashSet<long>());
        waiting.Enqueue((reader.Offset(isBig ? 8 : 4), false));
        while (waiting.TryDequeue(out var directory) && seen.Count < MostDirectories)
        {
            if (directory.At > 0 && directory.At < tiff.Length && seen.Add(directory.At))
                reader.ReadDirectory(directory.At, directory.IsGps, waiting, tags);
        }
    }

    private sealed class Reader(Section tiff, bool bigEndian, int width)
    {
        private static readonly int[] Sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

        public long Offset(long at) => (long)Math.Min(tiff.Number(at, width, bigEndian), long.MaxValue);

        public void ReadDirectory(long at, bool isGps, Queue<(long, bool)> waiting, List<PersonalTag> tags)
        {
            var countWidth = width == 8 ? 8 : 2;
            var count = (long)Math.Min(tiff.Number(at, countWidth, bigEndian), MostEntries);
            var entrySize = 4 + (2 * width);
            for (var i = 0; i < count; i++)
                ReadEntry(at + countWidth + (i * entrySize), isGps, waiting, tags);
            waiting.Enqueue((Offset(at + countWidth + (count * entrySize)), isGps));
        }

        private void ReadEntry(long at, bool isGps, Queue<(long, bool)> waiting, List<PersonalTag> tags)
        {
            var tag = tiff.Number(at, 2, bigEndian);
            if (isGps)
            {
                // Latitude and longitude: three fractions; a phone without a position may write zeros.
                if (tag is 2 or 4 && Value(at, 24) is { Length: 24 } place && (place[..4].Any(b => b != 0) || place[8..12].Any(b => b != 0) || place[16..20].Any(b => b != 0)))
                    tags.Add(new("EXIF GPS", null));
                return;
            }

            switch (tag)
            {
                case 0x8769:
                    waiting.Enqueue((Offset(at + 4 + width), false));
                    break;
                case 0x8825:
                    waiting.Enqueue((Offset(at + 4 + width), true));
                    break;
                case 0x013B:
                    AddName("EXIF Artist", Encoding.UTF8, at, tags);
                    break;
                case 0x9C9D:
                    AddName("EXIF XPAuthor", Encoding.Unicode, at, tags);
                    break;
                case 0xA430:
                    AddName("EXIF CameraOwnerName", Encoding.UTF8, at, tags);
                    break;
                case 0xA437:
                    AddName("EXIF Photographer", Encoding.UTF8, at, tags);
                    break;
                case 0x02BC:
                    XmpTags.Read(Value(at, PersonalTags.MostBytes), tags);
                    break;
                case 0x83BB:
                    IptcTags.Read(Value(at, PersonalTags.MostBytes), tags);
                    break;
                case 0x8649:
                    IptcTags.ReadPhotoshop(Value(at, PersonalTags.MostBytes), tags);
                    break;
                default:
                    break;
            }
        }

        private void AddName(string where, Encoding encoding, long at, List<PersonalTag> tags) =>
            tags.Add(new(where, encoding.GetString(Value(at, MostName)).Trim('\0', ' ')));

        // A short value lies in the entry itself.
        private byte[] Value(long at, int most)
        {
            var type = (int)tiff.Number(at + 2, 2, bigEndian);
            var count = tiff.Number(at + 4, width, bigEndian);
            var size = type < Sizes.Length ? (long)Math.Min(count, PersonalTags.MostBytes) * Sizes[type] : 0;
            return tiff.Bytes(size <= width ? at + 4 + width : Offset(at + 4 + width), Math.Min(size, most));
        }
    }
}
