using System.Diagnostics;
using System.Globalization;
using DatasetPipeline.Text;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Training;
using Spectre.Console;
using Spectre.Console.Rendering;
using Line = Spectre.Console.Text;

namespace DatasetPipeline.Train.Runs;

/// <summary>A training for who sits before it: the last steps as a table that goes on, and how far it is.</summary>
internal sealed class LiveTrainingView : ITrainingView
{
    /// <summary>The columns that the table needs to be read.</summary>
    public const int Width = 68;

    private const int MostRows = 8;

    private readonly LiveDisplayContext _display;
    private readonly List<string> _said = [];
    private readonly List<string[]> _rows = [];
    private string _test = "";
    private int _steps;
    private int _stepsPerEpoch;

    private LiveTrainingView(LiveDisplayContext display) => _display = display;

    /// <summary>Runs the training under the table.</summary>
    public static T Show<T>(Func<ITrainingView, T> train)
    {
        var result = default(T);
        AnsiConsole.Live(new Line("")).Overflow(VerticalOverflow.Crop).Start(display => result = train(new LiveTrainingView(display)));
        return result!;
    }

    public void Say(string line)
    {
        _said.Add(line);
        Draw(0);
    }

    public void Begin(int samples, int steps, int done, int stepsPerEpoch)
    {
        (_steps, _stepsPerEpoch) = (steps, stepsPerEpoch);
        _said.Add($"training on {Counted.Of(samples, "sample")}, {Counted.Of(steps, "step")}{(done > 0 ? $", going on after step {done}" : "")}");
        Draw(done);
    }

    public void Step(StepResult step, TimeSpan remaining)
    {
        using var process = Process.GetCurrentProcess();
        _rows.Add(
        [
            _stepsPerEpoch == 0 ? "" : Number((double)step.Step / _stepsPerEpoch, "0.00"),
            string.Create(CultureInfo.InvariantCulture, $"{step.Step}/{_steps}"),
            Number(step.Loss, "0.0000"),
            _test,
            step.Speed is { } speed ? Number(speed, "0") : "",
            string.Create(CultureInfo.InvariantCulture, $"{process.WorkingSet64 / (double)(1 << 30):0.0} GiB"),
            Duration.Text(remaining),
        ]);
        if (_rows.Count > MostRows)
            _rows.RemoveAt(0);
        Draw(step.Step);
    }

    public void Evaluated(StepScore score)
    {
        _test = Number(score.Loss, "0.0000");
        if (_rows is [.., var last])
            last[3] = _test;
        Draw(score.Step);
    }

    private void Draw(int step)
    {
        var parts = new List<IRenderable>(_said.Select(line => new Line(line)));
        if (_rows.Count > 0)
        {
            var table = new Table().Border(TableBorder.Rounded);
            foreach (var column in (string[])["epoch", "step", "loss", "test loss", "tokens/s", "memory", "left"])
                table.AddColumn(new TableColumn(column).RightAligned());
            foreach (var row in _rows)
                table.AddRow(row.Select(cell => new Line(cell)));
            parts.Add(table);
            parts.Add(new BreakdownChart().Width(60).HideTags().AddItem("done", step, Color.Green).AddItem("left", Math.Max(0, _steps - step), Color.Grey));
        }

        _display.UpdateTarget(new Rows(parts));
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
