using System.Buffers.Binary;
using System.Text;

namespace DatasetPipeline.Images.Embedded;

/// <summary>IPTC's records (IIM 4.2): by-line, writer and contact.</summary>
internal static class IptcTags
{
    private const int Resource = 0x0404;

    /// <summary>Those within Photoshop's resources.</summary>
    public static void ReadPhotoshop(ReadOnlySpan<byte> resources, List<PersonalTag> tags)
    {
        // 8BIM, a number, a name and its length, filled up to an even number, the length of what follows, also filled up.
        while (resources.Length >= 12 && resources.StartsWith("8BIM"u8))
        {
            var id = BinaryPrimitives.ReadUInt16BigEndian(resources[4..]);
            var start = 6 + ((resources[6] + 2) & ~1);
            if (start + 4 > resources.Length)
                return;
            var length = BinaryPrimitives.ReadUInt32BigEndian(resources[start..]);
            resources = resources[(start + 4)..];
            if (length > resources.Length)
                return;
            if (id == Resource)
                Read(resources[..(int)length], tags);
            resources = resources[(int)Math.Min(resources.Length, length + (length & 1))..];
        }
    }

    public static void Read(ReadOnlySpan<byte> records, List<PersonalTag> tags)
    {
        while (records.Length >= 5 && records[0] == 0x1C)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(records[3..]);
            var where = (records[1], records[2]) switch
            {
                (2, 80) => "IPTC By-line",
                (2, 118) => "IPTC Contact",
                (2, 122) => "IPTC Writer",
                _ => null,
            };
            if (5 + length > records.Length)
                return;
            if (where is not null)
                tags.Add(new(where, Encoding.UTF8.GetString(records.Slice(5, length)).Trim('\0', ' ')));
            records = records[(5 + length)..];
        }
    }
}
