using DatasetPipeline.Records;

namespace DatasetPipeline.Images;

/// <summary>
/// What is left of a hidden area: the mean colour of coarse blocks, each channel in sixteen steps. A blur is drawn from the same
/// few numbers, so neither holds more of the original than they.
/// </summary>
internal sealed class Mosaic
{
    /// <summary>A block is not smaller than a line of text on a screen: 40 pixels on one of 1920, 12 on the smallest picture.</summary>
    private const int LongestSideInBlocks = 48;
    private const int SmallestBlock = 12;

    /// <summary>A large area, a face or a map, has six blocks on its shorter side however large it is.</summary>
    private const int BlocksOnShorterSide = 6;

    private const int Steps = 15;

    private readonly int _block;
    private readonly int _columns;
    private readonly int _rows;

    // (rows, columns, 3)
    private readonly byte[] _colors;

    /// <param name="pixels">(height, width, 3), of the hidden area alone.</param>
    /// <param name="width">The hidden area's width.</param>
    /// <param name="height">The hidden area's height.</param>
    /// <param name="longestSide">The picture's.</param>
    public Mosaic(ReadOnlySpan<byte> pixels, int width, int height, int longestSide)
    {
        _block = Math.Max(Math.Max(SmallestBlock, longestSide / LongestSideInBlocks), Math.Min(width, height) / BlocksOnShorterSide);
        (_columns, _rows) = ((width + _block - 1) / _block, (height + _block - 1) / _block);
        _colors = new byte[_rows * _columns * Canvas.Bands];
        for (var row = 0; row < _rows; row++)
        {
            for (var column = 0; column < _columns; column++)
                Average(pixels, width, height, row, column);
        }
    }

    /// <summary>The block's colour at a pixel of the area.</summary>
    public byte Sharp(int x, int y, int band) => Color(y / _block, x / _block, band);

    /// <summary>Between the middles of the four nearest blocks in proportion to the distance; whole numbers, the same everywhere.</summary>
    public byte Smooth(int x, int y, int band)
    {
        // Twice the pixel's middle, from the first block's middle, so that all is whole.
        int u = Math.Max(0, (2 * x) + 1 - _block), v = Math.Max(0, (2 * y) + 1 - _block), whole = 2 * _block;
        int column = u / whole, row = v / whole, right = u % whole, down = v % whole;
        long upper = ((long)Color(row, column, band) * (whole - right)) + ((long)Color(row, column + 1, band) * right);
        long lower = ((long)Color(row + 1, column, band) * (whole - right)) + ((long)Color(row + 1, column + 1, band) * right);
        var area = (long)whole * whole;
        return (byte)(((upper * (whole - down)) + (lower * down) + (area / 2)) / area);
    }

    private byte Color(int row, int column, int band) =>
        _colors[((Math.Min(row, _rows - 1) * _columns) + Math.Min(column, _columns - 1)) * Canvas.Bands + band];

    private void Average(ReadOnlySpan<byte> pixels, int width, int height, int row, int column)
    {
        int left = column * _block, right = Math.Min(width, left + _block), top = row * _block, bottom = Math.Min(height, top + _block);
        for (var band = 0; band < Canvas.Bands; band++)
        {
            long sum = 0;
            for (var y = top; y < bottom; y++)
            {
                for (var x = left; x < right; x++)
                    sum += pixels[(((y * width) + x) * Canvas.Bands) + band];
            }

            var mean = sum / ((right - left) * (bottom - top));
            _colors[(((row * _columns) + column) * Canvas.Bands) + band] = (byte)(((mean * Steps) + 127) / 255 * 255 / Steps);
        }
    }
}
