using System.Buffers.Binary;

namespace DatasetPipeline.Images.Lettering;

/// <summary>
/// The font that marks are lettered in: Noto Sans SC Bold, part of this assembly, so that a picture is the same whatever
/// fonts the machine has. Only outlines are taken from it, by this reader of OpenType's tables: no engine of the system's
/// hints or smooths them.
/// </summary>
/// <remarks>https://learn.microsoft.com/typography/opentype/spec. The file is this repository's own; a test reads every glyph of it.</remarks>
internal sealed class Font
{
    private const string Resource = "NotoSansSC-Bold.otf";
    private const int MappingOfFirstPlane = 4;

    private static readonly Lazy<Font> Loaded = new(() => new(Read()));

    private readonly byte[] _file;
    private readonly int _map;
    private readonly int _segments;
    private readonly int _widths;
    private readonly int _widthCount;
    private readonly CompactOutlines _outlines;

    private Font(byte[] file)
    {
        _file = file;
        UnitsPerEm = UInt16(Table("head"u8) + 18);
        _widthCount = UInt16(Table("hhea"u8) + 34);
        _widths = Table("hmtx"u8);
        _outlines = new(file.AsMemory(Table("CFF "u8)));

        // Of the tables by platform, the one of format 4: the font has no character beyond the first plane.
        var map = Table("cmap"u8);
        var tables = UInt16(map + 2);
        for (var i = 0; i < tables; i++)
        {
            var at = map + (int)UInt32(map + 4 + (i * 8) + 4);
            if (UInt16(at) == MappingOfFirstPlane)
                (_map, _segments) = (at, UInt16(at + 6) / 2);
        }
    }

    public static Font Instance => Loaded.Value;

    public int UnitsPerEm { get; }

    /// <summary>The character's glyph; 0 where the font has none.</summary>
    public int GlyphOf(int character)
    {
        // Four lists side by side: each segment's last character, its first, what to add, where its list of glyphs is.
        var ends = _map + 14;
        var starts = ends + (_segments * 2) + 2;
        var (low, high) = (0, _segments);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = UInt16(ends + (middle * 2)) < character ? (middle + 1, high) : (low, middle);
        }

        if (low == _segments || UInt16(starts + (low * 2)) is var start && start > character)
            return 0;
        var delta = UInt16(starts + (_segments * 2) + (low * 2));
        var list = starts + (_segments * 4) + (low * 2);
        if (UInt16(list) == 0)
            return (character + delta) & 0xFFFF;
        var glyph = UInt16(list + UInt16(list) + ((character - start) * 2));
        return glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
    }

    /// <summary>How far the pen moves, in units.</summary>
    public int WidthOf(int glyph) => UInt16(_widths + (Math.Min(glyph, _widthCount - 1) * 4));

    /// <summary>Adds a glyph whose origin stands at (x, baseline).</summary>
    public void Draw(int glyph, Outline outline, double x, double baseline, double size) =>
        _outlines.Draw(glyph, outline, x, baseline, size / UnitsPerEm);

    private static byte[] Read()
    {
        using var stream = typeof(Font).Assembly.GetManifestResourceStream(Resource)!;
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }

    private int Table(ReadOnlySpan<byte> tag)
    {
        var tables = UInt16(4);
        for (var i = 0; i < tables; i++)
        {
            if (_file.AsSpan(12 + (i * 16)).StartsWith(tag))
                return (int)UInt32(12 + (i * 16) + 8);
        }

        throw new InvalidDataException($"{Resource} lacks a table.");
    }

    private int UInt16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));
}
