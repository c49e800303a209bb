using DatasetPipeline.Language;
using NetVips;

namespace DatasetPipeline.Images;

/// <summary>The colours that somebody may have drawn a picture's marks in.</summary>
public static class StrongColors
{
    /// <summary>Raised by hand when the same picture gives other colours.</summary>
    public const int Version = 1;

    // A pen's colour is full; a thin frame around a small button is some hundred pixels.
    private const int Saturation = 110;
    private const int FewestPixels = 60;

    /// <summary>The hues of which an original has more than a few fully coloured pixels.</summary>
    /// <exception cref="PictureException">The file is no usable picture.</exception>
    public static IReadOnlySet<Hue> Of(string path)
    {
        var file = PictureFile.Read(path);
        try
        {
            using var picture = PictureDecoder.Open(file).Then(PictureColors.ToSrgb);
            var pixels = picture.WriteToMemory<byte>();
            // Eight steps a channel: hues need no more, and screens have few colours.
            var counts = new int[1 << 15];
            for (var i = 0; i + 2 < pixels.Length; i += 3)
            {
                var (r, g, b) = (pixels[i], pixels[i + 1], pixels[i + 2]);
                if (Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b)) > Saturation)
                    counts[(r >> 3 << 10) | (g >> 3 << 5) | (b >> 3)]++;
            }

            var ofHues = new Dictionary<Hue, int>();
            for (var bin = 0; bin < counts.Length; bin++)
            {
                if (counts[bin] == 0)
                    continue;
                foreach (var hue in Hues.NamesOf(new((byte)((bin >> 10 << 3) + 4), (byte)((((bin >> 5) & 31) << 3) + 4), (byte)(((bin & 31) << 3) + 4))))
                    ofHues[hue] = ofHues.GetValueOrDefault(hue) + counts[bin];
            }

            return ofHues.Where(pair => pair.Value >= FewestPixels).Select(pair => pair.Key).ToHashSet();
        }
        catch (VipsException)
        {
            throw PictureDecoder.Damaged(file);
        }
    }
}
