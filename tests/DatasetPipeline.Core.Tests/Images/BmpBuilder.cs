using System.Buffers.Binary;

namespace DatasetPipeline.Core.Tests.Images;

/// <summary>Windows bitmaps of every kind, as Microsoft's pages describe them.</summary>
public static class BmpBuilder
{
    /// <summary>A file with a BITMAPINFOHEADER or a longer one.</summary>
    /// <param name="height">Negative for rows from the top.</param>
    /// <param name="extra">Masks in the header, and the palette.</param>
    public static byte[] File(int width, int height, int bits, int compression, byte[] extra, byte[] pixels, int header = 40, int colors = 0)
    {
        var start = 14 + Math.Max(40, header) + Math.Max(0, extra.Length - (header - 40));
        var file = new byte[start + pixels.Length];
        (file[0], file[1]) = ((byte)'B', (byte)'M');
        Write(2, file.Length);
        Write(10, start);
        Write(14, header);
        Write(18, width);
        Write(22, height);
        file[26] = 1;
        file[28] = (byte)bits;
        Write(30, compression);
        Write(46, colors);
        extra.CopyTo(file, 54);
        pixels.CopyTo(file, start);
        return file;

        void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
    }

    /// <summary>A file with the header of OS/2 and Windows 2: sizes of 16 bits, a palette of three bytes a colour.</summary>
    public static byte[] Core(short width, short height, byte bits, byte[] palette, byte[] pixels)
    {
        var start = 26 + palette.Length;
        return [.. "BM"u8, .. Int32(start + pixels.Length), 0, 0, 0, 0, .. Int32(start), .. Int32(12), .. Int16(width), .. Int16(height), 1, 0, bits, 0, .. palette, .. pixels];
    }

    public static byte[] Masks(params uint[] masks) => [.. masks.SelectMany(mask => Int32((int)mask))];

    private static byte[] Int32(int value) => BitConverter.IsLittleEndian ? BitConverter.GetBytes(value) : [.. BitConverter.GetBytes(value).Reverse()];

    private static byte[] Int16(short value) => Int32(value)[..2];
}
