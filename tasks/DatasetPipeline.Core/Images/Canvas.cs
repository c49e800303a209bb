using NetVips;

namespace DatasetPipeline.Images;

/// <summary>A picture's pixels in memory, 8-bit sRGB, to draw on.</summary>
internal sealed class Canvas
{
    private const int Bands = 3;

    // (height, width, 3)
    private readonly byte[] _pixels;

    /// <summary>Copies a picture that has three 8-bit bands.</summary>
    public Canvas(Image picture)
    {
        (Width, Height) = (picture.Width, picture.Height);
        _pixels = picture.WriteToMemory<byte>();
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The pixels as a picture, without a copy: nothing may be drawn afterwards.</summary>
    public Image ToImage()
    {
        using var raw = Image.NewFromMemory(_pixels, Width, Height, Bands, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>Lays the colour over what is covered.</summary>
    public void Paint(Coverage coverage, MarkColor color) => Blend(coverage, [color.R, color.G, color.B], multiply: false);

    /// <summary>Multiplies what is covered by the colour: white becomes the colour, black stays.</summary>
    public void Multiply(Coverage coverage, MarkColor color) => Blend(coverage, [color.R, color.G, color.B], multiply: true);

    private void Blend(Coverage coverage, ReadOnlySpan<byte> color, bool multiply)
    {
        for (var y = coverage.Top; y < coverage.Top + coverage.Height; y++)
        {
            var row = coverage.Row(y);
            var pixels = _pixels.AsSpan(((y * Width) + coverage.Left) * Bands, row.Length * Bands);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x] == 0)
                    continue;
                for (var band = 0; band < Bands; band++)
                {
                    ref var pixel = ref pixels[(x * Bands) + band];
                    var target = multiply ? ((pixel * color[band]) + 127) / 255 : color[band];
                    pixel = (byte)(((pixel * (255 - row[x])) + (target * row[x]) + 127) / 255);
                }
            }
        }
    }
}
