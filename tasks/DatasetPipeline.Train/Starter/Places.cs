namespace DatasetPipeline.Train.Starter;

/// <summary>The nine places of a picture, by thirds of its width and height.</summary>
internal static class Places
{
    public static IReadOnlyList<string> All { get; } =
        ["top left", "top", "top right", "left", "middle", "right", "bottom left", "bottom", "bottom right"];

    /// <summary>Where an area's centre is, or null where one could say either.</summary>
    public static string? Of(Area area, Area picture)
    {
        var column = Third((area.CenterX - picture.X) / picture.Width);
        var row = Third((area.CenterY - picture.Y) / picture.Height);
        return column < 0 || row < 0 ? null : All[(row * 3) + column];
    }

    /// <summary>0, 1 or 2, or -1 near a border between thirds.</summary>
    private static int Third(float share) => share switch
    {
        <= 0.29f => 0,
        >= 0.38f and <= 0.62f => 1,
        >= 0.71f => 2,
        _ => -1,
    };
}
