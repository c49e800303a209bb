using System.Globalization;
using DatasetPipeline.Images;

namespace DatasetPipeline.Captures;

/// <summary>A mark as a command line has it: <c>box:812,640,160,48:red</c>.</summary>
/// <param name="Kind">The key that it has in a record.</param>
/// <param name="Numbers">Pixels of the original.</param>
/// <param name="Color">A name or #rrggbb; null for the kind's own.</param>
public sealed record MarkArgument(string Kind, IReadOnlyList<double> Numbers, string? Color)
{
    private static readonly string[] Kinds = ["box", "ellipse", "highlight", "arrow", "line"];

    /// <summary>Reads one; what is wrong otherwise.</summary>
    public static (MarkArgument? Mark, string? Problem) Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3 || !Kinds.Contains(parts[0]))
            return (null, $"a mark is written KIND:NUMBERS or KIND:NUMBERS:COLOR, such as box:812,640,160,48:red; kinds are {string.Join(", ", Kinds)}");
        var numbers = parts[1].Split(',').Select(number => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : (double?)null).OfType<double>().ToList();
        if (numbers.Count != parts[1].Split(',').Length || (parts[0] == "line" ? numbers.Count < 4 || numbers.Count % 2 == 1 : numbers.Count != 4))
            return (null, parts[0] switch
            {
                "line" => "a line needs two or more points, as line:x,y,x,y",
                "arrow" => "an arrow needs 4 numbers: from x, y to x, y",
                _ => $"{(parts[0] == "ellipse" ? "an" : "a")} {parts[0]} needs 4 numbers: x, y, width, height",
            });
        return parts is [_, _, var color] && !MarkColor.TryParse(color, out _)
            ? (null, $"{Text.Shown.Value(color)} is no colour; write a CSS name such as red, or #rrggbb")
            : (new(parts[0], numbers, parts.ElementAtOrDefault(2)), null);
    }

    /// <summary>Its lines in a record.</summary>
    public IEnumerable<string> Lines()
    {
        var texts = Numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)).ToList();
        yield return Kind == "line"
            ? $"  - line: [{string.Join(", ", texts.Chunk(2).Select(point => $"[{point[0]}, {point[1]}]"))}]"
            : $"  - {Kind}: [{string.Join(", ", texts)}]";
        // A # would begin a comment.
        if (Color is not null)
            yield return $"    color: {(Color.StartsWith('#') ? $"\"{Color}\"" : Color)}";
    }
}
