using System.Buffers.Binary;
using System.Numerics;
using NetVips;

namespace DatasetPipeline.Images;

/// <summary>
/// Windows bitmaps, which libvips does not read: 1, 4, 8, 16, 24 and 32 bits, palettes, bit masks, run lengths, either way up.
/// A file that is cut short or leads out of itself is damaged; nothing is allocated that its header alone asks for.
/// </summary>
/// <remarks>https://learn.microsoft.com/windows/win32/gdi/bitmap-storage.</remarks>
internal sealed class BmpFile
{
    private const int FileHeader = 14;
    private const int CoreHeader = 12;
    private const int InfoHeader = 40;
    private const int HeaderWithAlphaMask = 56;

    private enum Compression
    {
        None = 0,
        RunLength8 = 1,
        RunLength4 = 2,
        Masks = 3,
        AlphaMasks = 6,
    }

    private readonly byte[] _file;
    private readonly int _header;
    private readonly int _bits;
    private readonly bool _isTopDown;
    private readonly Compression _compression;
    private readonly int _pixels;

    /// <summary>Reads the header.</summary>
    /// <exception cref="PictureException">Damaged.</exception>
    public BmpFile(byte[] file)
    {
        _file = file;
        _header = Int32(FileHeader);
        _pixels = Int32(10);
        if (_header == CoreHeader)
        {
            (Width, Height, _bits) = (UInt16(FileHeader + 4), UInt16(FileHeader + 6), UInt16(FileHeader + 10));
        }
        else
        {
            Require(_header is >= InfoHeader and <= 1024);
            long height = Int32(FileHeader + 8);
            (Width, Height, _isTopDown) = (Int32(FileHeader + 4), (int)Math.Min(int.MaxValue, Math.Abs(height)), height < 0);
            (_bits, _compression) = (UInt16(FileHeader + 14), (Compression)Int32(FileHeader + 16));
        }

        var fits = _compression switch
        {
            Compression.None => _bits is 1 or 4 or 8 or 16 or 24 or 32,
            Compression.RunLength8 => _bits == 8 && !_isTopDown,
            Compression.RunLength4 => _bits == 4 && !_isTopDown,
            Compression.Masks or Compression.AlphaMasks => _bits is 16 or 32,
            _ => false,
        };
        Require(fits && Width > 0 && Height > 0 && _pixels >= FileHeader + _header && _pixels <= file.Length);
    }

    public int Width { get; }

    public int Height { get; }

    private bool IsRunLength => _compression is Compression.RunLength8 or Compression.RunLength4;

    /// <summary>The picture: three bands, or four where the file has an alpha mask.</summary>
    /// <exception cref="PictureException">Damaged.</exception>
    public Image Decode()
    {
        if (_bits <= 8)
            return Palette(IsRunLength ? Runs() : Indices());
        return _bits == 24 || (_bits == 32 && _compression == Compression.None) ? Bytes() : Masked();
    }

    // Rows are padded to four bytes.
    private long Stride => (((long)Width * _bits) + 31) / 32 * 4;

    private ReadOnlySpan<byte> Row(int y)
    {
        var line = _isTopDown ? y : Height - 1 - y;
        return _file.AsSpan(_pixels + (int)(line * Stride), (int)Stride);
    }

    private void RequireRows() => Require(_pixels + (Stride * Height) <= _file.Length);

    private Image Bytes()
    {
        RequireRows();
        var step = _bits / 8;
        var pixels = new byte[Width * Height * Canvas.Bands];
        for (int y = 0, at = 0; y < Height; y++)
        {
            var row = Row(y);
            for (var x = 0; x < Width; x++, at += Canvas.Bands)
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (row[(x * step) + 2], row[(x * step) + 1], row[x * step]);
        }

        return ToImage(pixels, Canvas.Bands);
    }

    private Image Masked()
    {
        RequireRows();
        var hasMasks = _compression is Compression.Masks or Compression.AlphaMasks;
        // Five bits each where nothing is said.
        uint[] masks = hasMasks ? [UInt32(54), UInt32(58), UInt32(62)] : [0x7C00, 0x03E0, 0x001F];
        var alpha = hasMasks && (_header >= HeaderWithAlphaMask || _compression == Compression.AlphaMasks) ? UInt32(66) : 0;
        if (alpha != 0)
            masks = [.. masks, alpha];

        var pixels = new byte[Width * Height * masks.Length];
        for (int y = 0, at = 0; y < Height; y++)
        {
            var row = Row(y);
            for (var x = 0; x < Width; x++)
            {
                var value = _bits == 16 ? BinaryPrimitives.ReadUInt16LittleEndian(row[(x * 2)..]) : BinaryPrimitives.ReadUInt32LittleEndian(row[(x * 4)..]);
                foreach (var mask in masks)
                    pixels[at++] = Scaled(value, mask);
            }
        }

        return ToImage(pixels, masks.Length);
    }

    private static byte Scaled(uint value, uint mask)
    {
        if (mask == 0)
            return 0;
        var shift = BitOperations.TrailingZeroCount(mask);
        ulong most = mask >> shift;
        return (byte)(((((value & mask) >> shift) * 255UL) + (most / 2)) / most);
    }

    private byte[] Indices()
    {
        RequireRows();
        var indices = new byte[Width * Height];
        var mask = (1 << _bits) - 1;
        for (int y = 0, at = 0; y < Height; y++)
        {
            var row = Row(y);
            for (var x = 0; x < Width; x++)
            {
                var bit = x * _bits;
                indices[at++] = (byte)((row[bit / 8] >> (8 - _bits - (bit % 8))) & mask);
            }
        }

        return indices;
    }

    // Pairs of a count and a value; after a count of 0 an escape: 0 ends the row, 1 the picture, 2 moves on, more are that many values as they are.
    private byte[] Runs()
    {
        // A pair makes 255 pixels at most, so a picture of many pixels has a file of many bytes, moves apart.
        var indices = new byte[Width * Height];
        int x = 0, y = Height - 1, at = _pixels;
        while (true)
        {
            var (count, value) = (Byte(at), Byte(at + 1));
            at += 2;
            if (count > 0)
            {
                for (var i = 0; i < count; i++)
                    Put(RunValue(value, i));
            }
            else if (value == 0)
            {
                (x, y) = (0, y - 1);
            }
            else if (value == 1)
            {
                return indices;
            }
            else if (value == 2)
            {
                (x, y) = (x + Byte(at), y - Byte(at + 1));
                at += 2;
            }
            else
            {
                for (var i = 0; i < value; i++)
                    Put(_bits == 8 ? Byte(at + i) : RunValue(Byte(at + (i / 2)), i));
                var bytes = _bits == 8 ? value : (value + 1) / 2;
                at += bytes + (bytes & 1);
            }
        }

        void Put(int index)
        {
            Require(x < Width && y >= 0);
            indices[(y * Width) + x++] = (byte)index;
        }
    }

    private int RunValue(int value, int i)
    {
        if (_bits == 8)
            return value;
        return i % 2 == 0 ? value >> 4 : value & 15;
    }

    private Image Palette(byte[] indices)
    {
        var (start, size) = _header == CoreHeader ? (FileHeader + CoreHeader, 3) : (FileHeader + _header, 4);
        var used = _header == CoreHeader ? 0 : Int32(FileHeader + 32);
        var colors = used is > 0 and <= 256 ? used : 1 << _bits;
        colors = Math.Min(colors, (_pixels - start) / size);
        var pixels = new byte[indices.Length * Canvas.Bands];
        for (var i = 0; i < indices.Length; i++)
        {
            Require(indices[i] < colors);
            var color = start + (indices[i] * size);
            (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = (_file[color + 2], _file[color + 1], _file[color]);
        }

        return ToImage(pixels, Canvas.Bands);
    }

    private Image ToImage(byte[] pixels, int bands)
    {
        using var raw = Image.NewFromMemory(pixels, Width, Height, bands, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    private int Byte(int at)
    {
        Require(at >= 0 && at < _file.Length);
        return _file[at];
    }

    private int UInt16(int at)
    {
        Require(at + 2 <= _file.Length);
        return BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(at));
    }

    private uint UInt32(int at)
    {
        Require(at + 4 <= _file.Length);
        return BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(at));
    }

    private int Int32(int at) => (int)UInt32(at);

    private void Require(bool isSound)
    {
        if (!isSound)
            throw PictureDecoder.Damaged(_file);
    }
}
