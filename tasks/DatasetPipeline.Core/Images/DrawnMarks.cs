using DatasetPipeline.Images.Drawn;
using DatasetPipeline.Language;
using NetVips;

namespace DatasetPipeline.Images;

/// <summary>
/// Finds marks that a capture tool has drawn into a picture: frames, rings, arrows and highlights in a full colour that the rest of
/// the picture has little of. Lines are only told apart from nothing: a program draws many.
/// </summary>
public static class DrawnMarks
{
    /// <summary>Raised by hand when the same picture gives others.</summary>
    public const int Version = 2;

    private const int LeastSide = 20;

    // Of a mark's very colour there may be this much elsewhere; a program's own colour is on many things.
    private const double MostElsewhere = 1.0;
    private const int AlwaysElsewhere = 300;

    // More of it around, and it is a piece of a larger area that JPEG has given several shades.
    private const double MostAround = 0.3;

    /// <summary>The marks that are clear, from top to bottom.</summary>
    /// <exception cref="PictureException">The file is no usable picture.</exception>
    public static IReadOnlyList<DrawnMark> Find(byte[] file, PictureLimits? limits = null) => All(file, limits).Where(mark => mark is { Kind: not MarkKinds.None, IsCommon: false }).ToList();

    /// <summary>The hues in which a picture may have something drawn, clear or not.</summary>
    /// <exception cref="PictureException">The file is no usable picture.</exception>
    public static IReadOnlySet<Hue> HuesOf(string path, PictureLimits? limits) => HuesOf(PictureFile.Read(path, limits), limits);

    /// <inheritdoc cref="HuesOf(string, PictureLimits?)"/>
    public static IReadOnlySet<Hue> HuesOf(byte[] file, PictureLimits? limits = null) => All(file, limits).SelectMany(mark => mark.Names).ToHashSet();

    private static List<DrawnMark> All(byte[] file, PictureLimits? limits)
    {
        try
        {
            using var picture = PictureDecoder.Open(file, limits).Then(PictureColors.ToSrgb);
            var (width, height) = (picture.Width, picture.Height);
            return All(picture.WriteToMemory<byte>(), width);
        }
        catch (VipsException)
        {
            throw PictureDecoder.Damaged(file);
        }
    }

    private static List<DrawnMark> All(byte[] pixels, int width)
    {
        var bins = new ushort[pixels.Length / 3];
        var histogram = new int[PenColor.Bins];
        for (var i = 0; i < bins.Length; i++)
        {
            var bin = PenColor.BinOf(pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]);
            bins[i] = (ushort)bin;
            histogram[bin]++;
        }

        var pens = PenColor.In(histogram);
        var spans = PenColor.SpansOf(bins, width);
        var owners = PenColor.OwnersOf(pens, histogram);
        var found = new List<(MarkKinds Kind, Blob Blob, int Pen)>();
        for (var pen = 0; pen < pens.Count; pen++)
        {
            var (like, own) = (pens[pen].Like(), owners.Select(owner => owner == pen).ToArray());
            // What touches something in a colour of the same hue is found by its very colour.
            foreach (var mask in new[] { pens[pen].Mixed(), own })
            {
                foreach (var blob in Blob.Find(bins, width, spans, mask, LeastSide))
                {
                    var isNew = blob.OwnerOf(bins, width, owners) == pen && !found.Exists(other => other.Kind != MarkKinds.None && blob.LiesOn(other.Blob));
                    if (isNew && ShapeOf(blob, bins, width, pens[pen]) is { } kind && blob.ShareAround(bins, width, like, withHoles: kind != MarkKinds.Highlight) <= MostAround)
                        found.Add((kind, blob, pen));
                }
            }
        }

        var isCommon = Enumerable.Range(0, pens.Count).Select(pen => IsCommon(found.Where(one => one.Kind != MarkKinds.None).Select(one => one.Blob), bins, width, histogram, owners.Select(owner => owner == pen).ToArray())).ToList();
        return found
            .Select(one => (one.Kind, one.Blob, one.Pen, Names: Hues.NamesOf(pens[one.Pen].ToColor())))
            .Select(one => new DrawnMark(one.Kind, one.Names[0], new(one.Blob.Left, one.Blob.Top, one.Blob.Width, one.Blob.Height)) { Names = one.Names, IsCommon = isCommon[one.Pen] })
            .OrderBy(mark => mark.Box.Y)
            .ThenBy(mark => mark.Box.X)
            .ToList();
    }

    private static bool IsCommon(IEnumerable<Blob> marks, ushort[] bins, int width, int[] histogram, bool[] color)
    {
        var all = histogram.Where((_, bin) => color[bin]).Sum();
        var drawn = marks.Sum(mark => mark.CountOf(bins, width, color));
        return all - drawn > Math.Max(AlwaysElsewhere, MostElsewhere * drawn);
    }

    private static MarkKinds? ShapeOf(Blob blob, ushort[] bins, int width, PenColor pen) =>
        BlobShape.IsFilled(blob) && IsOverText(blob, bins, width, pen) ? MarkKinds.Highlight : BlobShape.Of(blob);

    // A highlight is light, and what shows through it is darker; a button's text is lighter than the button.
    private static bool IsOverText(Blob blob, ushort[] bins, int width, PenColor pen)
    {
        var light = Light(PenColor.BinOf((byte)pen.R, (byte)pen.G, (byte)pen.B));
        if (light < 100)
            return false;
        var (darker, lighter) = (0, 0);
        for (var y = 0; y < blob.Height; y++)
        {
            for (var x = 0; x < blob.Width; x++)
            {
                if (blob[x, y])
                    continue;
                if (Light(bins[((blob.Top + y) * width) + blob.Left + x]) < light)
                    darker++;
                else
                    lighter++;
            }
        }

        return darker > 4 * lighter;
    }

    private static int Light(int bin) => ((((bin >> 10) * 3) + (((bin >> 5) & 31) * 6) + (bin & 31)) << 3) / 10;
}
