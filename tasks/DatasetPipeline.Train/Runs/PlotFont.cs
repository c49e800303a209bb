using ScottPlot;
using SkiaSharp;

namespace DatasetPipeline.Train.Runs;

/// <summary>The font of every plot: a bare server has none; the starter's is in the assembly.</summary>
internal static class PlotFont
{
    /// <summary>What plots call it.</summary>
    public const string Name = "Noto Sans SC";

    /// <summary>From now on plots find it.</summary>
    public static void Use()
    {
        if (!Fonts.FontResolvers.OfType<Embedded>().Any())
            Fonts.FontResolvers.Insert(0, new Embedded());
        Fonts.Default = Name;
    }

    private sealed class Embedded : IFontResolver
    {
        private readonly SKTypeface _typeface = SKTypeface.FromStream(typeof(PlotFont).Assembly.GetManifestResourceStream("Starter.NotoSansSC-Subset.otf"));

        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => fontName == Name ? _typeface : null;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? _typeface : null;
    }
}
