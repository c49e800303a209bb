using System.Globalization;
using System.Text;

namespace DatasetPipeline.Train.Reports;

/// <summary>Curves over steps as SVG within a page, whose style sheet has their colours; it scales with the page and reads on a phone.</summary>
/// <param name="steps">The last step.</param>
/// <param name="most">What the upper edge stands for.</param>
/// <param name="unit">Behind each number of the scale.</param>
internal sealed class CurveSvg(int steps, double most, string unit = "")
{
    private const int Width = 420;
    private const int Height = 220;
    private const int Left = 44;
    private const int Right = 408;
    private const int Top = 10;
    private const int Bottom = 192;
    private const int Parts = 4;

    private readonly StringBuilder _lines = new();

    /// <summary>A round number that a scale of four parts may end with, at or above a value.</summary>
    public static double RoundUp(double value)
    {
        if (!double.IsFinite(value) || value <= 0)
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return ((double[])[1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10]).Select(factor => factor * power).First(round => round >= value * 0.999999);
    }

    /// <summary>A line, of a class of the style sheet; what is no number is a gap.</summary>
    public CurveSvg Add(string style, IEnumerable<(double Step, double Value)> points, bool dots)
    {
        var (path, marks, drawn) = (new StringBuilder(), new StringBuilder(), false);
        foreach (var (step, value) in points)
        {
            if (double.IsFinite(value))
                path.Append(CultureInfo.InvariantCulture, $"{(drawn ? 'L' : 'M')}{X(step):0.#} {Y(value):0.#}");
            if (double.IsFinite(value) && dots)
                marks.Append(CultureInfo.InvariantCulture, $"<circle class=\"{style}\" cx=\"{X(step):0.#}\" cy=\"{Y(value):0.#}\" r=\"3\"/>");
            drawn = double.IsFinite(value);
        }

        _lines.Append(CultureInfo.InvariantCulture, $"<path class=\"{style}\" d=\"{path}\"/>{marks}");
        return this;
    }

    /// <summary>The picture. It holds numbers alone, so there is nothing to escape.</summary>
    public override string ToString()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\">");
        for (var i = 0; i <= Parts; i++)
        {
            var value = most * i / Parts;
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Right}\" y1=\"{Y(value):0.#}\" y2=\"{Y(value):0.#}\"/><text class=\"y\" x=\"{Left - 6}\" y=\"{Y(value) + 4:0.#}\">{value:0.##}{unit}</text>");
        }

        foreach (var step in Enumerable.Range(0, Parts + 1).Select(i => (int)Math.Round((double)steps * i / Parts)).Distinct())
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"x\" x=\"{X(step):0.#}\" y=\"{Height - 8}\">{step}</text>");
        return svg.Append(_lines).Append("</svg>").ToString();
    }

    private double X(double step) => Left + ((Right - Left) * step / Math.Max(1, steps));

    private double Y(double value) => Bottom - ((Bottom - Top) * Math.Min(value, most) / most);
}
