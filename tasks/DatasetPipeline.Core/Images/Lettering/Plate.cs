using DatasetPipeline.Records;

namespace DatasetPipeline.Images.Lettering;

/// <summary>A text on a ground of its own: how large it is, and what is drawn.</summary>
internal sealed class Plate
{
    // In ems. The lines of Chinese need more air than those of Latin; a plate is to look like a word and not like a window.
    private const double LineHeight = 1.3;
    private const double MarginX = 0.42;
    private const double MarginY = 0.14;
    private const double Radius = 0.26;

    /// <summary>Half the height of capitals and of Chinese characters over the baseline.</summary>
    private const double Middle = 0.37;

    private readonly IReadOnlyList<string> _lines;
    private readonly double _size;

    /// <param name="text">All its characters have glyphs.</param>
    /// <param name="size">The height of an em in pixels.</param>
    /// <param name="width">The plate's greatest width in pixels.</param>
    public Plate(string text, double size, double width)
    {
        _size = size;
        _lines = Lines.Of(text, size, width - (2 * MarginX * size));
        Width = Math.Ceiling(_lines.Max(line => Lines.WidthOf(line, size)) + (2 * MarginX * size));
        Height = Math.Ceiling((_lines.Count * LineHeight * size) + (2 * MarginY * size));
    }

    /// <summary>In whole pixels.</summary>
    public double Width { get; }

    /// <inheritdoc cref="Width"/>
    public double Height { get; }

    /// <summary>The plate in the mark's colour, then the letters in black or white.</summary>
    public IEnumerable<Layer> At(PixelPoint corner, MarkColor color)
    {
        yield return new([new Outline().RoundedRectangle(corner.X, corner.Y, corner.X + Width, corner.Y + Height, Math.Min(Radius * _size, Height / 2))], color);
        yield return new(Letters(corner).ToList(), color.Contrast);
    }

    private IEnumerable<Outline> Letters(PixelPoint corner)
    {
        for (var i = 0; i < _lines.Count; i++)
        {
            var middle = corner.Y + (MarginY * _size) + ((i + 0.5) * LineHeight * _size);
            // A baseline between two pixels blurs the feet of all letters.
            var baseline = Math.Round(middle + (Middle * _size), MidpointRounding.AwayFromZero);
            foreach (var outline in Lines.Draw(_lines[i], corner.X + (MarginX * _size), baseline, _size))
                yield return outline;
        }
    }
}
