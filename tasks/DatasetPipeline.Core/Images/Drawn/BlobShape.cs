using DatasetPipeline.Language;

namespace DatasetPipeline.Images.Drawn;

/// <summary>What a blob of a pen's colour may have been drawn as.</summary>
internal static class BlobShape
{
    // A pen is at least two pixels wide, a program's own lines mostly one.
    private const int ThinnestStroke = 2;
    private const int ThickestStroke = 16;
    private const int LeastFrame = 16;
    private const int LeastLength = 28;
    private const double Whole = 0.9;

    /// <summary>The shape; none where it is drawn with a pen and of no clear shape; null where no pen has drawn it.</summary>
    public static MarkKinds? Of(Blob blob)
    {
        if (blob.Width >= LeastFrame && blob.Height >= LeastFrame)
        {
            var sides = Side.Of(blob);
            var stroke = sides.Select(side => side.Stroke).Order().ElementAt(1);
            if (IsStroke(stroke) && Math.Min(blob.Width, blob.Height) > 3 * stroke)
            {
                if (IsFrame(blob, sides, stroke))
                    return MarkKinds.Box;
                if (IsRing(blob, stroke))
                    return MarkKinds.Ellipse;
            }
        }

        return Straight.Of(blob) is { } straight && straight.Length >= LeastLength && IsStroke((int)Math.Round(straight.Width)) ? straight.IsArrow ? MarkKinds.Arrow : MarkKinds.None : IsPenned(blob) ? MarkKinds.None : null;
    }

    /// <summary>Whether it is an area with even sides all around and something in it: a highlight over text.</summary>
    public static bool IsFilled(Blob blob)
    {
        var all = blob.Width * blob.Height;
        return blob.Width >= LeastLength && blob.Height >= 10
            && blob.Count >= 0.55 * all && blob.Count <= 0.993 * all
            && Side.Of(blob).All(side => side.Flush >= 0.7);
    }

    private static bool IsStroke(int width) => width is >= ThinnestStroke and <= ThickestStroke;

    private static bool IsFrame(Blob blob, Side[] sides, int stroke) =>
        sides.All(side => side.Covered >= Whole && side.Bend <= 2 + (stroke / 2) && side.Stroke <= (2 * stroke) + 2)
        && Inside(blob, 0.5, (2 * stroke) + 2, isRound: false) <= 0.15;

    private static bool IsRing(Blob blob, int stroke)
    {
        const int Steps = 72;
        var (radiusX, radiusY) = ((blob.Width - stroke) / 2.0, (blob.Height - stroke) / 2.0);
        var near = (int)Math.Ceiling((stroke / 2.0) + 1 + (0.02 * Math.Max(blob.Width, blob.Height)));
        var met = 0;
        for (var step = 0; step < Steps; step++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * step / Steps);
            var (x, y) = ((blob.Width / 2.0) + (radiusX * cos), (blob.Height / 2.0) + (radiusY * sin));
            if (Meets(blob, (int)x, (int)y, near))
                met++;
        }

        return met >= Whole * Steps && Inside(blob, 0.36, stroke + 2, isRound: true) <= 0.12;
    }

    private static bool Meets(Blob blob, int x, int y, int near)
    {
        for (var dy = -near; dy <= near; dy++)
        {
            for (var dx = -near; dx <= near; dx++)
            {
                if ((dx * dx) + (dy * dy) <= near * near && x + dx >= 0 && y + dy >= 0 && x + dx < blob.Width && y + dy < blob.Height && blob[x + dx, y + dy])
                    return true;
            }
        }

        return false;
    }

    // The share of the blob's pixels in what it surrounds.
    private static double Inside(Blob blob, double radius, int inset, bool isRound)
    {
        var (all, met) = (0, 0);
        for (var y = inset; y < blob.Height - inset; y++)
        {
            for (var x = inset; x < blob.Width - inset; x++)
            {
                var (fromX, fromY) = (((x + 0.5) / blob.Width) - 0.5, ((y + 0.5) / blob.Height) - 0.5);
                if (isRound && (fromX * fromX) + (fromY * fromY) > radius * radius)
                    continue;
                all++;
                met += blob[x, y] ? 1 : 0;
            }
        }

        return all == 0 ? 1 : met / (double)all;
    }

    // Freehand, or several marks that touch: long, and nowhere thick.
    private static bool IsPenned(Blob blob)
    {
        var edge = 0;
        for (var y = 0; y < blob.Height; y++)
        {
            for (var x = 0; x < blob.Width; x++)
            {
                if (blob[x, y] && (x == 0 || y == 0 || x == blob.Width - 1 || y == blob.Height - 1 || !blob[x - 1, y] || !blob[x + 1, y] || !blob[x, y - 1] || !blob[x, y + 1]))
                    edge++;
            }
        }

        // The edge of a stroke has two sides.
        var length = edge / 2.0;
        var thickness = blob.Count / Math.Max(1, length);
        return length >= 2 * LeastLength && thickness is >= 1.5 and <= ThickestStroke && blob.Count < 0.5 * blob.Width * blob.Height && Math.Max(blob.Width, blob.Height) >= LeastLength;
    }
}
