using DatasetPipeline.Images;
using DatasetPipeline.Records;

namespace DatasetPipeline.Captures;

/// <summary>What of a picture none of its records shows, as they all crop it.</summary>
internal static class CutAway
{
    /// <summary>Boxes that together are all that lies in no crop; none where a record shows the whole picture.</summary>
    /// <exception cref="PictureException">A crop does not fit the picture.</exception>
    public static IReadOnlyList<PixelBox> Of(IReadOnlyList<Record> records, int width, int height)
    {
        if (records.Any(record => record.Crop is null))
            return [];
        var frames = records.Select(record => Frame.Of(record.Crop, width, height)).ToList();
        int[] edges = [.. frames.SelectMany(frame => new[] { frame.Top, frame.Top + frame.Height }).Append(0).Append(height).Distinct().Order()];
        return edges.Zip(edges.Skip(1)).SelectMany(band => Gaps(frames.Where(frame => frame.Top <= band.First && frame.Top + frame.Height >= band.Second), band.First, band.Second, width)).ToList();
    }

    // Between the crops of one band of rows.
    private static IEnumerable<PixelBox> Gaps(IEnumerable<Frame> frames, int top, int bottom, int width)
    {
        var left = 0;
        foreach (var frame in frames.OrderBy(frame => frame.Left))
        {
            if (frame.Left > left)
                yield return new(left, top, frame.Left - left, bottom - top);
            left = Math.Max(left, frame.Left + frame.Width);
        }

        if (left < width)
            yield return new(left, top, width - left, bottom - top);
    }
}
