using NetVips;

namespace DatasetPipeline.Images;

/// <summary>Brings what any format may hold to what every model sees: three 8-bit bands of sRGB.</summary>
internal static class PictureColors
{
    private const string Profile = "icc-profile-data";
    private static readonly double[] _white = [255];

    /// <summary>A new picture: its colour profile turned into sRGB, 16 bits into 8, grey and CMYK into RGB, transparency laid on white.</summary>
    public static Image ToSrgb(Image picture)
    {
        var srgb = picture.Contains(Profile)
            ? picture.IccTransform("srgb", embedded: true, depth: 8)
            : picture.Copy();
        if (srgb.Interpretation != Enums.Interpretation.Srgb || srgb.Format != Enums.BandFormat.Uchar)
            srgb = srgb.Then(i => i.Colourspace(Enums.Interpretation.Srgb));
        if (srgb.HasAlpha())
            srgb = srgb.Then(i => i.Flatten(background: _white));
        return srgb.Bands == 3 && srgb.Format == Enums.BandFormat.Uchar
            ? srgb
            : srgb.Then(i => i.ExtractBand(0, n: 3)).Then(i => i.Cast(Enums.BandFormat.Uchar));
    }
}
