using System.Buffers.Binary;
using System.Text;

namespace DatasetPipeline.Core.Tests.Images;

/// <summary>EXIF made by hand: directories of tags behind one another.</summary>
internal sealed class ExifBuilder(bool bigEndian)
{
    private readonly List<byte> _bytes = [.. bigEndian ? "MM\0*"u8 : "II*\0"u8];

    public static byte[] Full(bool bigEndian, string artist, string author, string owner)
    {
        var builder = new ExifBuilder(bigEndian);
        builder._bytes.AddRange(builder.Number(0, 4));
        var gps = builder.Directory([(2, 5, 3, [.. builder.Fraction(52, 1), .. builder.Fraction(31, 1), .. builder.Fraction(1234, 100)]), (4, 5, 3, [.. builder.Fraction(13, 1), .. builder.Fraction(24, 1), .. builder.Fraction(0, 1)])]);
        var camera = Encoding.UTF8.GetBytes(owner + "\0");
        var exif = builder.Directory([(0xA430, 2, camera.Length, camera)]);
        var utf16 = Encoding.Unicode.GetBytes(author + "\0");
        var utf8 = Encoding.UTF8.GetBytes(artist + "\0");
        var first = builder.Directory([(0x13B, 2, utf8.Length, utf8), (0x8769, 4, 1, builder.Number(exif, 4)), (0x8825, 4, 1, builder.Number(gps, 4)), (0x9C9D, 1, utf16.Length, utf16)]);
        return builder.WithFirst(first);
    }

    /// <summary>Directories without entries, each of which names the next, and the last the first.</summary>
    public static byte[] Chain(int length)
    {
        var builder = new ExifBuilder(bigEndian: false);
        builder._bytes.AddRange(builder.Number(8, 4));
        for (var i = 1; i <= length; i++)
            builder._bytes.AddRange([0, 0, .. builder.Number(i == length ? 8 : 8 + (6 * i), 4)]);
        return builder._bytes.ToArray();
    }

    private byte[] WithFirst(int at)
    {
        var bytes = _bytes.ToArray();
        Number(at, 4).CopyTo(bytes, 4);
        return bytes;
    }

    private int Directory((int Tag, int Type, int Count, byte[] Value)[] entries)
    {
        var places = entries.Select(entry =>
        {
            if (entry.Value.Length <= 4)
                return entry.Value.Concat(new byte[4 - entry.Value.Length]).ToArray();
            var at = Number(_bytes.Count, 4);
            _bytes.AddRange(entry.Value);
            return at;
        }).ToList();
        var start = _bytes.Count;
        _bytes.AddRange(Number(entries.Length, 2));
        foreach (var (entry, place) in entries.Zip(places))
            _bytes.AddRange([.. Number(entry.Tag, 2), .. Number(entry.Type, 2), .. Number(entry.Count, 4), .. place]);
        _bytes.AddRange(Number(0, 4));
        return start;
    }

    private byte[] Fraction(int above, int below) => [.. Number(above, 4), .. Number(below, 4)];

    private byte[] Number(int value, int bytes)
    {
        var number = new byte[4];
        if (bigEndian)
            BinaryPrimitives.WriteInt32BigEndian(number, value);
        else
            BinaryPrimitives.WriteInt32LittleEndian(number, value);
        return bigEndian ? number[(4 - bytes)..] : number[..bytes];
    }
}
