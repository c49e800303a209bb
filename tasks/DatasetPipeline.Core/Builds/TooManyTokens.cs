using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Records;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Builds;

/// <summary>Tells of a sample that is over <c>max_length</c>: what takes the tokens, and what would help by how much.</summary>
internal static class TooManyTokens
{
    // As dataset.schema.json has it.
    private const int LeastResolution = 16;

    public static Diagnostic Find(Sample sample, TokenCount count, int maxLength, TokenCounter counter, Fit fit)
    {
        var (width, height) = (sample.Picture.Size.Width, sample.Picture.Size.Height);
        var over = count.Total - maxLength;
        var ways = new List<string>();
        if (over < count.Text)
            ways.Add(FormattableString.Invariant($"take {over} out of the text"));
        if (ResolutionFor(sample.Picture.Size, maxLength - count.Text, counter, fit) is { } resolution)
            ways.Add(FormattableString.Invariant($"set resolution to {resolution} in dataset.yaml"));
        ways.Add(FormattableString.Invariant($"raise max_length to {count.Total}"));
        return sample.Record.Finding(
            Codes.TooManyTokens,
            FormattableString.Invariant(
                $"the sample needs {count.Total} tokens, {count.Picture} for its picture of {width} × {height} pixels and {count.Text} for its text, and max_length in train.yaml is {maxLength}; {Joined(ways)}"),
            sample.Record.Caption is null ? "messages" : "caption");
    }

    private static string Joined(List<string> ways) => ways is [.. var first, var last] && first.Count > 0 ? $"{string.Join(", ", first)} or {last}" : ways[0];

    // The largest at which the picture leaves the text its tokens. Each picture is measured from its original, whose short side may
    // round to a pixel more or less than that of the one at hand: all three have to fit.
    private static int? ResolutionFor(ImageSize size, int tokens, TokenCounter counter, Fit fit)
    {
        if (tokens <= 0)
            return null;
        for (var resolution = Math.Max(size.Width, size.Height) - 1; resolution >= LeastResolution; resolution--)
        {
            if (SizesAt(size, resolution, fit).All(smaller => counter.RefusalOf(smaller) is null && counter.OfPicture(smaller) <= tokens))
                return resolution;
        }

        return null;
    }

    private static IEnumerable<ImageSize> SizesAt(ImageSize size, int resolution, Fit fit)
    {
        if (fit == Fit.Pad)
            return [new(resolution, resolution)];
        var (width, height) = PictureSize.Inside(size.Width, size.Height, resolution, resolution, isEnlarged: false);
        return new[] { -1, 0, 1 }.Select(more => width < height
            ? new ImageSize(Math.Max(1, Math.Min(resolution, width + more)), height)
            : new ImageSize(width, Math.Max(1, Math.Min(resolution, height + more))));
    }
}
