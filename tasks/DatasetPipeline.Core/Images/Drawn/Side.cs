namespace DatasetPipeline.Images.Drawn;

/// <summary>What a blob shows to one side of the box around it: how deep its first pixel lies and how many follow.</summary>
/// <param name="Covered">The share of places along the side, without the corners, where there is a pixel near the side.</param>
/// <param name="Flush">The share where that pixel is at the very side.</param>
/// <param name="Bend">By how much the depth differs along it.</param>
/// <param name="Stroke">The median thickness.</param>
internal sealed record Side(double Covered, double Flush, int Bend, int Stroke)
{
    /// <summary>The four sides of a blob.</summary>
    public static Side[] Of(Blob blob) =>
    [
        Along(blob.Width, blob.Height, (along, depth) => blob[along, depth]),
        Along(blob.Width, blob.Height, (along, depth) => blob[along, blob.Height - 1 - depth]),
        Along(blob.Height, blob.Width, (along, depth) => blob[depth, along]),
        Along(blob.Height, blob.Width, (along, depth) => blob[blob.Width - 1 - depth, along]),
    ];

    private static Side Along(int length, int across, Func<int, int, bool> at)
    {
        // Corners may be round.
        var corner = (int)Math.Min(length * 0.35, Math.Max(length * 0.12, 12));
        var deepest = Math.Max(4, across / 8);
        var (depths, strokes) = (new List<int>(), new List<int>());
        for (var along = corner; along < length - corner; along++)
        {
            var depth = 0;
            while (depth < deepest && !at(along, depth))
                depth++;
            if (depth == deepest)
                continue;
            var end = depth;
            while (end < across && at(along, end))
                end++;
            depths.Add(depth);
            strokes.Add(end - depth);
        }

        if (depths.Count == 0)
            return new(0, 0, 0, 0);
        depths.Sort();
        strokes.Sort();
        var places = (double)(length - (2 * corner));
        return new(depths.Count / places, depths.Count(depth => depth <= 1) / places, depths[depths.Count * 19 / 20] - depths[depths.Count / 20], strokes[strokes.Count / 2]);
    }
}
