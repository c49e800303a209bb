namespace DatasetPipeline.Train.Starter;

/// <summary>A rectangle of the picture in pixels, cut into smaller ones by a layout.</summary>
internal readonly record struct Area(float X, float Y, float Width, float Height)
{
    public float Right => X + Width;

    public float Bottom => Y + Height;

    public float CenterX => X + (Width / 2);

    public float CenterY => Y + (Height / 2);

    /// <summary>Smaller on all four sides, larger where <paramref name="by"/> is negative.</summary>
    public Area Inset(float by) => Inset(by, by);

    public Area Inset(float x, float y) => new(X + x, Y + y, MathF.Max(Width - (2 * x), 1), MathF.Max(Height - (2 * y), 1));

    public (Area Strip, Area Remainder) CutTop(float height) =>
        (this with { Height = height }, new(X, Y + height, Width, MathF.Max(Height - height, 1)));

    public (Area Strip, Area Remainder) CutBottom(float height) =>
        (new(X, Bottom - height, Width, height), this with { Height = MathF.Max(Height - height, 1) });

    public (Area Strip, Area Remainder) CutLeft(float width) =>
        (this with { Width = width }, new(X + width, Y, MathF.Max(Width - width, 1), Height));

    public (Area Strip, Area Remainder) CutRight(float width) =>
        (new(Right - width, Y, width, Height), this with { Width = MathF.Max(Width - width, 1) });

    /// <summary>A part of this one: as large as asked where it fits, placed by shares of the space left over.</summary>
    public Area Place(float width, float height, float alongX = 0.5f, float alongY = 0.5f)
    {
        var (w, h) = (MathF.Min(width, Width), MathF.Min(height, Height));
        return new(X + ((Width - w) * alongX), Y + ((Height - h) * alongY), w, h);
    }

    public IEnumerable<Area> Columns(int count, float gap)
    {
        var width = (Width - (gap * (count - 1))) / count;
        for (var i = 0; i < count; i++)
            yield return new(X + (i * (width + gap)), Y, width, Height);
    }

    /// <summary>As many rows of this height as fit, from the top.</summary>
    public IEnumerable<Area> Rows(float height, float gap)
    {
        for (var y = Y; y + height <= Bottom + 0.5f; y += height + gap)
            yield return new(X, y, Width, height);
    }
}
