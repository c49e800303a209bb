using DatasetPipeline.Records.Marks;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Records;

/// <summary>Marks and redactions from their lines of YAML; null for one that the schema refuses.</summary>
internal static class MarkReader
{
    private const int MostSteps = 999;

    public static Mark? ReadMark(YamlNode node)
    {
        if (node is not YamlMap map)
            return null;

        Mark? mark = map switch
        {
            _ when Box(map["box"]) is { } box => new BoxMark(box),
            _ when Box(map["ellipse"]) is { } box => new EllipseMark(box),
            _ when Box(map["highlight"]) is { } box => new HighlightMark(box),
            _ when Numbers(map["arrow"]) is [var x1, var y1, var x2, var y2] => new ArrowMark(new(x1, y1), new(x2, y2)),
            _ when Points(map["line"]) is { Count: > 1 } points => new LineMark(points),
            _ when map["text"].AsText() is { } text && Point(map["at"]) is { } at => new TextMark(text, at) { Wrap = map["wrap"].AsNumber() },
            _ when map["step"].AsInteger() is { } number and > 0 and <= MostSteps && Point(map["at"]) is { } at => new StepMark((int)number, at),
            _ => null,
        };
        return mark is null ? null : mark with
        {
            Color = map["color"].AsText() ?? (mark is HighlightMark ? "yellow" : mark.Color),
            StrokeWidth = map["width"].AsNumber(),
            Opacity = map["opacity"].AsNumber() ?? 1,
            Label = map["label"].AsText(),
            TextSize = map["size"].AsNumber(),
        };
    }

    public static Redaction? ReadRedaction(YamlNode node) =>
        node is YamlMap map && Box(map["box"]) is { } box ? new Redaction(box) { Method = MethodOf(map["method"].AsText()) } : null;

    public static PixelBox? ReadCrop(YamlNode? node) => Box(node);

    // One that the schema refuses hides everything.
    private static RedactionMethod MethodOf(string? name) => name switch
    {
        "mosaic" => RedactionMethod.Mosaic,
        "blur" => RedactionMethod.Blur,
        _ => RedactionMethod.Fill,
    };

    private static PixelBox? Box(YamlNode? node) =>
        Numbers(node) is [var x, var y, > 0 and var width, > 0 and var height] ? new PixelBox(x, y, width, height) : null;

    private static PixelPoint? Point(YamlNode? node) => Numbers(node) is [var x, var y] ? new PixelPoint(x, y) : null;

    private static List<PixelPoint> Points(YamlNode? node) => node.AsItems()
        .Select(Point)
        .OfType<PixelPoint>()
        .ToList();

    private static List<double> Numbers(YamlNode? node) =>
        node.AsItems().Select(item => item.AsNumber()).OfType<double>().ToList();
}
