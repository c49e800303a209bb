using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DatasetPipeline.Images.Metadata;

/// <summary>What of EXIF is needed here: which way is up, and when the picture was taken.</summary>
/// <param name="Orientation">1 to 8, as EXIF counts; 1 is upright.</param>
/// <param name="Taken">The day, as the camera's clock had it.</param>
internal sealed record ExifBlock(int Orientation, DateOnly? Taken)
{
    private const int OrientationTag = 0x0112;
    private const int DateTimeTag = 0x0132;
    private const int ExifTag = 0x8769;
    private const int DateTimeOriginalTag = 0x9003;
    private const int EntryLength = 12;

    /// <summary>Reads a block, which begins with the byte order; what is damaged in it is passed over.</summary>
    public static ExifBlock Read(ReadOnlySpan<byte> block)
    {
        if (block.StartsWith("Exif\0\0"u8))
            block = block[6..];
        if (block.Length < 8 || !(block.StartsWith("II*\0"u8) || block.StartsWith("MM\0*"u8)))
            return new(1, null);
        var little = block[0] == 'I';
        var main = Entries(block, Number(block[4..], 4, little), little);
        var more = main.TryGetValue(ExifTag, out var at) ? Entries(block, Number(block[(at + 8)..], 4, little), little) : [];
        var orientation = main.TryGetValue(OrientationTag, out at) ? (int)Number(block[(at + 8)..], 2, little) : 1;
        return new(orientation is >= 1 and <= 8 ? orientation : 1, Day(block, more, DateTimeOriginalTag, little) ?? Day(block, main, DateTimeTag, little));
    }

    /// <summary>The smallest block that says which way is up.</summary>
    public static byte[] OnlyOrientation(int orientation) =>
        [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];

    // Where each tag's entry begins.
    private static Dictionary<int, int> Entries(ReadOnlySpan<byte> block, uint at, bool little)
    {
        var entries = new Dictionary<int, int>();
        if (at > block.Length - 2)
            return entries;
        var count = Number(block[(int)at..], 2, little);
        for (var (i, entry) = (0, (int)at + 2); i < count && entry <= block.Length - EntryLength; (i, entry) = (i + 1, entry + EntryLength))
            entries.TryAdd((int)Number(block[entry..], 2, little), entry);
        return entries;
    }

    private static DateOnly? Day(ReadOnlySpan<byte> block, Dictionary<int, int> entries, int tag, bool little)
    {
        if (!entries.TryGetValue(tag, out var entry) || Number(block[(entry + 8)..], 4, little) is var at && at > block.Length - 10)
            return null;
        var day = Encoding.Latin1.GetString(block.Slice((int)at, 10));
        return DateOnly.TryParseExact(day, "yyyy:MM:dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var taken) ? taken : null;
    }

    private static uint Number(ReadOnlySpan<byte> at, int bytes, bool little) => (bytes, little) switch
    {
        (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(at),
        (2, false) => BinaryPrimitives.ReadUInt16BigEndian(at),
        (_, true) => BinaryPrimitives.ReadUInt32LittleEndian(at),
        _ => BinaryPrimitives.ReadUInt32BigEndian(at),
    };
}
