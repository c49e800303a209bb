using System.Text;

namespace DatasetPipeline.Formats;

/// <summary>All formats.</summary>
public static class RowFormats
{
    /// <summary>Raised by hand when a format's bytes change.</summary>
    public const int Version = 2;

    /// <summary>Those that there are; the first is always written.</summary>
    public static IReadOnlyList<IRowFormat> All { get; } = [new SwiftFormat(), new ImageTextFormat()];

    /// <summary>The bytes of a JSONL file: UTF-8 without a byte order mark, a line feed after each row.</summary>
    public static byte[] Write(IRowFormat format, IEnumerable<Row> rows)
    {
        var json = new StringBuilder();
        foreach (var row in rows)
        {
            format.Append(json, row);
            json.Append('\n');
        }

        return Encoding.UTF8.GetBytes(json.ToString());
    }
}
