using System.Numerics;

namespace DatasetPipeline.Duplicates;

/// <summary>
/// Compares two pictures tile by tile: a pure function of the two. Their landmarks say how one lies on the other, so that a
/// crop, a scroll or another resolution is no difference; the share of tiles that look the same is not moved much by a mark.
/// </summary>
internal static class Comparison
{
    private const int Tile = TiledPicture.Tile;
    private const int MostBits = 12;

    // Correlation from which a tile is the same: other text in the same place reaches less.
    private const double Same = 0.8;

    // Landmarks that must agree on a shift, and their share of those that there could be.
    private const int FewestLandmarks = 2;
    private const double LeastMoved = 0.2;
    private const double LeastUnmoved = 0.35;

    private const int FewestTiles = 12;
    private const double LeastOverlap = 0.5;

    // A mark on an empty area shows something in one of the two only. So what counts is how much of the emptier one is in the
    // other; but an empty page lies whole in each full one, and is none of them.
    private const double LeastOfBoth = 0.25;

    // After so many tiles that mostly differ no more are looked at.
    private const int Glance = 48;
    private const double LeastAtAGlance = 0.2;

    // The tiles that a shift is made exact with.
    private const int Guides = 40;
    private const int FewGuides = 16;

    // Correlation of the few that is worth a closer look, on average.
    private const double LeastAgreement = 0.35;

    /// <summary>Whether landmarks suggest a way in which one lies on the other: most chance pairs are told apart without a look at their pixels.</summary>
    public static bool MayBe(Fingerprint first, Fingerprint second) => Placings(first, second).Any();

    /// <summary>How alike two pictures are; null where nothing suggests that they are.</summary>
    /// <param name="first">The one picture's fingerprint.</param>
    /// <param name="second">The other's.</param>
    /// <param name="firstTiles">The one, as it is compared.</param>
    /// <param name="secondTiles">The other.</param>
    public static TileMatch? Of(Fingerprint first, Fingerprint second, TiledPicture firstTiles, TiledPicture secondTiles)
    {
        var (a, b) = (ScaleOf(first), ScaleOf(second));
        TileMatch? best = null;
        Placing? tried = null;
        foreach (var placing in Placings(first, second))
        {
            if (tried is { } last && IsNear(placing, last))
                continue;
            tried = placing;
            // Two pictures of one size that lie on one another do so to the pixel.
            var inPlace = Math.Abs(placing.Right) < 1 && Math.Abs(placing.Down) < 1 && (first.Width, first.Height) == (second.Width, second.Height);
            if ((inPlace ? new(1, 0, 0) : MakeExact(firstTiles, secondTiles.Gray, placing)) is not { } exact)
                continue;
            if (Compare(firstTiles, secondTiles, exact) is var (share, whole, tiles) && (best is null || share > best.Likeness.Share))
                best = new(new(share, whole, (int)Math.Round(exact.Right / b), (int)Math.Round(exact.Down / b), exact.Scale * a / b), inPlace, tiles);
        }

        return best;
    }

    private static double ScaleOf(Fingerprint picture) => GrayImage.ScaleTo(TiledPicture.Side, picture.Width, picture.Height);

    // Where a pixel of the first lies in the second, both as they are compared, where enough of the one is on the other.
    private static IEnumerable<Placing> Placings(Fingerprint first, Fingerprint second)
    {
        var (a, b) = (ScaleOf(first), ScaleOf(second));
        if (CommonShift(first.InPixels, second.InPixels) is var (x, y) && new Placing(b / a, x / Fingerprint.PixelScale * b, y / Fingerprint.PixelScale * b) is var moved && IsOn(moved))
            yield return moved;
        var (fa, fb) = (GrayImage.ScaleTo(Fingerprint.FittedSide, first.Width, first.Height), GrayImage.ScaleTo(Fingerprint.FittedSide, second.Width, second.Height));
        if (CommonShift(first.Fitted, second.Fitted) is var (fx, fy) && new Placing(fa / a / (fb / b), fx / fb * b, fy / fb * b) is var scaled && IsOn(scaled))
            yield return scaled;

        bool IsOn(Placing placing) => Overlap((first.Width * a, first.Height * a), (second.Width * b, second.Height * b), placing) >= LeastOverlap;
    }

    // The shift that most pairs of like landmarks agree on.
    private static (double X, double Y)? CommonShift(Landmark[] first, Landmark[] second)
    {
        var shifts = new Dictionary<(int X, int Y), int>();
        foreach (var a in first)
        {
            foreach (var b in second)
            {
                if (BitOperations.PopCount(a.Hash ^ b.Hash) <= MostBits)
                {
                    var shift = (b.X - a.X, b.Y - a.Y);
                    shifts[shift] = shifts.GetValueOrDefault(shift) + 1;
                }
            }
        }

        var (best, most) = ((X: 0, Y: 0), 0);
        foreach (var shift in shifts.Keys)
        {
            var near = Near(shift).Sum(pair => pair.Count);
            var (length, bestLength) = (Math.Abs(shift.X) + Math.Abs(shift.Y), Math.Abs(best.X) + Math.Abs(best.Y));
            if (near > most || (near == most && (length, shift).CompareTo((bestLength, best)) < 0))
                (best, most) = (shift, near);
        }

        // All screens of a program have its head in one place, so one that lies elsewhere was cut.
        var least = (Math.Abs(best.X) > 1 || Math.Abs(best.Y) > 1 ? LeastMoved : LeastUnmoved) * Math.Min(first.Length, second.Length);
        return most < Math.Max(FewestLandmarks, least) ? null : (Near(best).Sum(pair => pair.Shift.X * pair.Count) / (double)most, Near(best).Sum(pair => pair.Shift.Y * pair.Count) / (double)most);

        IEnumerable<((int X, int Y) Shift, int Count)> Near((int X, int Y) shift)
        {
            for (var y = shift.Y - 1; y <= shift.Y + 1; y++)
            {
                for (var x = shift.X - 1; x <= shift.X + 1; x++)
                {
                    if (shifts.TryGetValue((x, y), out var count))
                        yield return ((x, y), count);
                }
            }
        }
    }

    private static bool IsNear(Placing a, Placing b) =>
        Math.Abs(a.Right - b.Right) < 2 && Math.Abs(a.Down - b.Down) < 2 && Math.Abs((a.Scale / b.Scale) - 1) < 0.005;

    private static double Overlap((double Width, double Height) first, (double Width, double Height) second, Placing placing)
    {
        var width = Math.Min(second.Width, placing.Right + (placing.Scale * first.Width)) - Math.Max(0, placing.Right);
        var height = Math.Min(second.Height, placing.Down + (placing.Scale * first.Height)) - Math.Max(0, placing.Down);
        var smaller = Math.Min(second.Width * second.Height, placing.Scale * placing.Scale * first.Width * first.Height);
        return width <= 0 || height <= 0 ? 0 : width * height / smaller;
    }

    // Landmarks lie on whole cells of some pixels; steps of one pixel and then of a part of one find the place where the clearest
    // tiles agree best. Where few of them agree anywhere, the two are not alike.
    private static Placing? MakeExact(TiledPicture first, GrayImage second, Placing placing)
    {
        var clear = Enumerable.Range(0, first.Variances.Length).Where(tile => first.Shows(tile) && IsInside(first, second, placing, tile)).ToList();
        var (best, agreement) = Best(placing, reach: 3, by: 1, Some(clear, FewGuides), stride: 4);
        if (agreement < LeastAgreement * Math.Min(FewGuides, clear.Count))
            return null;
        var guides = Some(clear, Guides);
        (best, _) = Best(best, reach: 1, by: 1, guides, stride: 2);
        (best, _) = Best(best, reach: 1, by: 0.5, guides, stride: 2);
        return Best(best, reach: 1, by: 0.25, guides, stride: 2).Placing;

        (Placing Placing, double Agreement) Best(Placing centre, int reach, double by, List<int> tiles, int stride)
        {
            var (found, most) = (centre, Agreement(centre));
            for (var dy = -reach; dy <= reach; dy++)
            {
                for (var dx = -reach; dx <= reach; dx++)
                {
                    var tried = centre with { Right = centre.Right + (dx * by), Down = centre.Down + (dy * by) };
                    if ((dx, dy) != (0, 0) && Agreement(tried) is var sum && sum > most)
                        (found, most) = (tried, sum);
                }
            }

            return (found, most);

            double Agreement(Placing at) => tiles.Sum(tile => Math.Max(0, CorrelationAt(first, second, tile, at, stride).Correlation));
        }
    }

    // Of many as many as are asked for, far apart.
    private static List<int> Some(List<int> tiles, int count)
    {
        var step = Math.Max(1, tiles.Count / count);
        return tiles.Where((_, i) => i % step == 0).Take(count).ToList();
    }

    private static (double Share, double Whole, string Tiles)? Compare(TiledPicture first, TiledPicture secondTiles, Placing placing)
    {
        var second = secondTiles.Gray;
        // A page scrolls under a head that stays where it is, and the heads of all its program's pages are the same.
        var unmoved = placing with { Right = 0, Down = 0 };
        var mayStay = Math.Abs(placing.Scale - 1) < 0.01 && (Math.Abs(placing.Right) > 1 || Math.Abs(placing.Down) > 1);
        var seen = new char[first.Variances.Length];
        Array.Fill(seen, '0');
        var (inFirst, inSecond, inAny, same, stayed) = (0, 0, 0, 0, 0);
        foreach (var tile in Spread(first.Variances.Length))
        {
            if (!IsInside(first, second, placing, tile))
                continue;
            var (correlation, variance) = CorrelationAt(first, second, tile, placing, stride: 1);
            var (isInFirst, isInSecond) = (first.Shows(tile), variance >= TiledPicture.LeastVariance);
            if (!isInFirst && !isInSecond)
                continue;
            if (mayStay && isInFirst && IsInside(first, second, unmoved, tile) && CorrelationAt(first, second, tile, unmoved, stride: 1).Correlation >= Same)
            {
                stayed++;
                continue;
            }

            inAny++;
            inFirst += isInFirst ? 1 : 0;
            inSecond += isInSecond ? 1 : 0;
            same += correlation >= Same ? 1 : 0;
            seen[tile] += (char)((isInFirst ? TileMatch.InFirst : 0) + (isInSecond ? TileMatch.InSecond : 0) + (correlation >= Same ? TileMatch.Same : 0));
            if (inAny == Glance && same < LeastAtAGlance * inAny)
                return null;
        }

        var shown = Math.Min(inFirst, inSecond);
        if (shown < FewestTiles || same < LeastOfBoth * inAny)
            return null;
        // A tile of the one is as large as so many of the other.
        var all = Math.Max(first.Showing, secondTiles.Showing / (placing.Scale * placing.Scale));
        return (Math.Min(1, (double)same / shown), Math.Min(1, (same + stayed) / all), new(seen));
    }

    // Neighbours far apart, so that the first ones tell of the whole picture.
    private static IEnumerable<int> Spread(int tiles)
    {
        const int Step = 37;
        for (var start = 0; start < Math.Min(Step, tiles); start++)
        {
            for (var i = start; i < tiles; i += Step)
                yield return i;
        }
    }

    private static bool IsInside(TiledPicture first, GrayImage second, Placing placing, int tile)
    {
        var (x, y) = (tile % first.Columns * Tile, tile / first.Columns * Tile);
        return (placing.Scale * x) + placing.Right >= 0 && (placing.Scale * (x + Tile)) + placing.Right <= second.Width - 1
            && (placing.Scale * y) + placing.Down >= 0 && (placing.Scale * (y + Tile)) + placing.Down <= second.Height - 1;
    }

    // Twice the covariance over the sum of the variances: 1 for the same, less for another contrast too.
    private static (double Correlation, double Variance) CorrelationAt(TiledPicture tiled, GrayImage second, int tile, Placing placing, int stride)
    {
        var (first, left, top) = (tiled.Gray, tile % tiled.Columns * Tile, tile / tiled.Columns * Tile);
        var (sumA, sumB, squaresA, squaresB, products, count) = (0.0, 0.0, 0.0, 0.0, 0.0, 0);
        void Add(double a, double b)
        {
            sumA += a;
            sumB += b;
            squaresA += a * a;
            squaresB += b * b;
            products += a * b;
            count++;
        }

        for (var y = top; y < top + Tile; y += stride)
        {
            if (placing == default(Placing) with { Scale = 1 })
            {
                for (var x = left; x < left + Tile; x += stride)
                    Add(first.Pixels[(y * first.Width) + x], second.Pixels[(y * second.Width) + x]);
                continue;
            }

            var secondY = Math.Clamp((placing.Scale * y) + placing.Down, 0, second.Height - 1.001);
            var row = (int)secondY;
            var fy = (float)(secondY - row);
            for (var x = left; x < left + Tile; x += stride)
            {
                var secondX = Math.Clamp((placing.Scale * x) + placing.Right, 0, second.Width - 1.001);
                var column = (int)secondX;
                var fx = (float)(secondX - column);
                var at = (row * second.Width) + column;
                var upper = second.Pixels[at] + (fx * (second.Pixels[at + 1] - second.Pixels[at]));
                var lower = second.Pixels[at + second.Width] + (fx * (second.Pixels[at + second.Width + 1] - second.Pixels[at + second.Width]));
                Add(first.Pixels[(y * first.Width) + x], upper + (fy * (lower - upper)));
            }
        }

        var (meanA, meanB) = (sumA / count, sumB / count);
        var (varianceA, varianceB) = ((squaresA / count) - (meanA * meanA), (squaresB / count) - (meanB * meanB));
        return (varianceA + varianceB < 1 ? 0 : 2 * ((products / count) - (meanA * meanB)) / (varianceA + varianceB), varianceB);
    }

    private readonly record struct Placing(double Scale, double Right, double Down);
}
