using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Runs;
using ScottPlot;

namespace DatasetPipeline.Train.Reports;

/// <summary>The test split's loss over the training's, and its token accuracy, as a picture.</summary>
internal static class EvaluationCurve
{
    /// <summary>Writes a PNG of 900 × 500.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">The dataset's name.</param>
    /// <param name="losses">Every step's loss.</param>
    /// <param name="scores">At least one evaluation.</param>
    public static void Write(string path, string title, IReadOnlyList<double> losses, IReadOnlyList<StepScore> scores)
    {
        PlotFont.Use();
        using var plot = new Plot();
        var train = Line([.. losses.Select((_, i) => i + 1.0)], LossCurve.Smoothed(losses), Colors.SteelBlue.WithAlpha(0.5));
        train.MarkerSize = 0;
        double[] steps = [.. scores.Select(score => (double)score.Step)];
        Line(steps, [.. scores.Select(score => score.Loss)], Colors.DarkOrange);
        var accuracy = Line(steps, [.. scores.Select(score => 100 * score.TokenAccuracy)], Colors.SeaGreen);
        accuracy.Axes.YAxis = plot.Axes.Right;
        plot.Title($"{title}: loss in training (blue) and on test (orange), tokens right on test (green)", 16);
        plot.XLabel("step");
        plot.YLabel("loss");
        plot.Axes.Right.Label.Text = "tokens right, %";
        plot.Axes.SetLimits(0, Math.Max(losses.Count, steps[^1]) + 1, 0, losses.Concat(scores.Select(score => score.Loss)).Where(double.IsFinite).DefaultIfEmpty(1).Max() * 1.05);
        plot.Axes.SetLimitsY(0, 100, plot.Axes.Right);
        // The font's letters stand higher than the layout takes them to, and its legend would cut them.
        (plot.Axes.Left.Label.OffsetX, plot.Axes.Right.Label.OffsetX) = (10, -12);
        plot.Font.Set(PlotFont.Name);
        plot.SavePng(path, 900, 500);

        ScottPlot.Plottables.Scatter Line(double[] xs, double[] ys, Color color)
        {
            var line = plot.Add.Scatter(xs, ys);
            (line.Color, line.LineWidth) = (color, 2.5f);
            return line;
        }
    }
}
