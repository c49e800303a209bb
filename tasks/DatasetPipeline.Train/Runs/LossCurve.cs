using ScottPlot;

namespace DatasetPipeline.Train.Runs;

/// <summary>The loss of every step as a picture.</summary>
internal static class LossCurve
{
    /// <summary>Writes a PNG of 900 × 500.</summary>
    public static void Write(string path, string title, IReadOnlyList<double> losses)
    {
        PlotFont.Use();
        using var plot = new Plot();
        double[] steps = [.. losses.Select((_, i) => i + 1.0)];
        var each = plot.Add.Scatter(steps, [.. losses]);
        each.MarkerSize = 0;
        each.LineWidth = 1;
        each.Color = Colors.SteelBlue.WithAlpha(0.35);
        var smooth = plot.Add.Scatter(steps, Smoothed(losses));
        smooth.MarkerSize = 0;
        smooth.LineWidth = 2.5f;
        smooth.Color = Colors.SteelBlue;
        plot.Title(title);
        plot.XLabel("step");
        plot.YLabel("loss");
        plot.Axes.SetLimits(0, losses.Count + 1, 0, losses.Max() * 1.05);
        plot.Font.Set(PlotFont.Name);
        plot.SavePng(path, 900, 500);
    }

    /// <summary>A mean that forgets, as training boards draw it.</summary>
    public static double[] Smoothed(IReadOnlyList<double> losses)
    {
        var keep = Math.Min(0.9, 1 - (4.0 / (losses.Count + 4)));
        var (mean, weight) = (0.0, 0.0);
        return [.. losses.Select(loss =>
        {
            (mean, weight) = ((keep * mean) + ((1 - keep) * loss), (keep * weight) + 1 - keep);
            return mean / weight;
        })];
    }
}
