using System.Numerics;
using System.Runtime.InteropServices;
using NetVips;

namespace DatasetPipeline.Images;

/// <summary>Brings what any format may hold to what every model sees: three 8-bit bands of sRGB.</summary>
internal static class PictureColors
{
    private const string Profile = "icc-profile-data";
    private static readonly double[] _white = [255];

    /// <summary>In four bands: what may be kept in memory to look at it once more.</summary>
    private const int MostKept = 64_000_000;

    /// <summary>A new picture: its colour profile turned into sRGB, 16 bits into 8, grey and CMYK into RGB, transparency laid on white.</summary>
    public static Image ToSrgb(Image picture)
    {
        var srgb = picture.Contains(Profile)
            ? picture.IccTransform("srgb", embedded: true, depth: 8)
            : picture.Copy();
        if (srgb.Interpretation != Enums.Interpretation.Srgb || srgb.Format != Enums.BandFormat.Uchar)
            srgb = srgb.Then(i => i.Colourspace(Enums.Interpretation.Srgb));
        if (srgb.HasAlpha())
            srgb = srgb.Then(OnWhite);
        return srgb.Bands == 3 && srgb.Format == Enums.BandFormat.Uchar
            ? srgb
            : srgb.Then(i => i.ExtractBand(0, n: 3)).Then(i => i.Cast(Enums.BandFormat.Uchar));
    }

    // Many a screenshot has an alpha channel that says nothing. To find that out and drop it takes less than half of what laying it on white does.
    private static Image OnWhite(Image picture)
    {
        if (picture.Bands != 4 || picture.Format != Enums.BandFormat.Uchar || (long)picture.Width * picture.Height * 4 > MostKept)
            return picture.Flatten(background: _white);
        var pixels = picture.WriteToMemory<byte>();
        // Images of memory keep it alive.
        var kept = Image.NewFromMemory(pixels, picture.Width, picture.Height, 4, Enums.BandFormat.Uchar).Then(i => i.Copy(interpretation: Enums.Interpretation.Srgb));
        return IsOpaque(pixels) ? kept.Then(i => i.ExtractBand(0, n: 3)) : kept.Then(i => i.Flatten(background: _white));
    }

    private static bool IsOpaque(ReadOnlySpan<byte> pixels)
    {
        const uint Alpha = 0xFF000000;
        var opaque = Vector<uint>.One * (BitConverter.IsLittleEndian ? Alpha : 0xFF);
        var values = MemoryMarshal.Cast<byte, Vector<uint>>(pixels);
        var all = new Vector<uint>(uint.MaxValue);
        foreach (var value in values)
            all &= value;
        if ((all & opaque) != opaque)
            return false;
        for (var i = (values.Length * Vector<byte>.Count) + 3; i < pixels.Length; i += 4)
        {
            if (pixels[i] != byte.MaxValue)
                return false;
        }

        return true;
    }
}
