using SkiaSharp;

namespace DatasetPipeline.Train.Starter;

internal static partial class Widgets
{
    private static readonly uint[] Series = [0xFF3B82F6, 0xFF10B981, 0xFFF59E0B, 0xFFEF4444, 0xFF8B5CF6, 0xFF64748B, 0xFF06B6D4];

    private static void ColumnsPlot(Sketch s, Area a)
    {
        Axes(s, a);
        var color = s.Random.Chance(0.5f) ? s.Theme.Accent : new SKColor(s.Random.Pick(Series));
        foreach (var column in a.Inset(s.Unit * 0.6f, 0).Columns(s.Random.Between(4, 9), s.Unit * 0.6f))
            s.Fill(column.CutBottom(a.Height * s.Random.Between(0.15f, 0.95f)).Strip, color);
    }

    private static void LinePlot(Sketch s, Area a)
    {
        Axes(s, a);
        for (var line = s.Random.Between(1, 2); line > 0; line--)
        {
            var points = new SKPoint[s.Random.Between(5, 9)];
            for (var i = 0; i < points.Length; i++)
                points[i] = At(a, (i + 0.3f) / points.Length, s.Random.Between(0.1f, 0.85f));
            s.Polyline(new SKColor(s.Random.Pick(Series)), s.Random.Between(1f, 1.8f), points);
        }
    }

    /// <summary>
    /// Slices cut from a disc: each is a polygon that reaches out to the square around it, so no sine is needed, whose
    /// last bit differs between systems.
    /// </summary>
    private static void PiePlot(Sketch s, Area a)
    {
        var side = MathF.Min(a.Width, a.Height) * 0.95f;
        var square = a.Place(side, side, s.Random.Chance(0.5f) ? 0.1f : 0.5f);
        var first = s.Random.Below(Series.Length);
        using (s.InsideOval(square))
        {
            var from = 0f;
            for (var slice = 0; from < 4; slice++)
            {
                var to = MathF.Min(4, from + s.Random.Between(0.5f, 1.3f));
                SKPoint[] corners = [.. Enumerable.Range(0, 4).Where(corner => corner > from && corner < to).Select(corner => OnSquare(square, corner))];
                s.Polygon(new SKColor(Series[(first + slice) % Series.Length]), [At(square, 0.5f, 0.5f), OnSquare(square, from), .. corners, OnSquare(square, to)]);
                from = to;
            }
        }
        if (s.Random.Chance(0.5f))
            s.Oval(square.Inset(side * 0.28f), s.Theme.Surface);
    }

    /// <summary>A point on the edge of a square, by the number of sides walked from its first corner.</summary>
    private static SKPoint OnSquare(Area square, float walked) => walked switch
    {
        < 1 => At(square, walked, 0),
        < 2 => At(square, 1, walked - 1),
        < 3 => At(square, 3 - walked, 1),
        _ => At(square, 0, 4 - walked),
    };

    private static void Axes(Sketch s, Area a)
    {
        foreach (var row in a.Rows(1, a.Height / 4))
            s.Fill(row with { Height = 0.6f }, s.Theme.Border);
        s.Fill(a.CutLeft(1).Strip, s.Theme.Faint);
        s.Fill(a.CutBottom(1).Strip, s.Theme.Faint);
    }
}
