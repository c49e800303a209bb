using DatasetPipeline.Text;
using DatasetPipeline.Train.Training;
using Spectre.Console;

namespace DatasetPipeline.Train.Runs;

/// <summary>The ways in which a training is shown.</summary>
internal static class TrainingViews
{
    /// <summary>Runs the training under a bar on a terminal, and under one line a step anywhere else.</summary>
    /// <param name="terminal">Whether somebody is looking.</param>
    /// <param name="lines">Where lines go.</param>
    /// <param name="train">The training.</param>
    public static double Show(bool terminal, TextWriter lines, Func<ITrainingView, double> train)
    {
        if (!terminal)
            return train(new Lines(lines));
        var loss = 0.0;
        AnsiConsole.Progress()
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .Start(context => loss = train(new Bar(context)));
        return loss;
    }

    private static string Text(StepResult step, int steps, TimeSpan remaining) =>
        $"step {step.Step}/{steps}  loss {step.Loss:0.0000}  tokens/s {step.Tokens / step.Time.TotalSeconds:0}  left {Duration.Text(remaining)}";

    private sealed class Lines(TextWriter output) : ITrainingView
    {
        private int _steps;

        public void Begin(int samples, int steps)
        {
            _steps = steps;
            output.WriteLine($"training on {Counted.Of(samples, "sample")}, {Counted.Of(steps, "step")}");
        }

        public void Step(StepResult step, TimeSpan remaining) => output.WriteLine(Text(step, _steps, remaining));
    }

    private sealed class Bar(ProgressContext context) : ITrainingView
    {
        private ProgressTask? _task;

        public void Begin(int samples, int steps) => _task = context.AddTask($"training on {Counted.Of(samples, "sample")}", maxValue: steps);

        public void Step(StepResult step, TimeSpan remaining)
        {
            _task!.Description = Text(step, (int)_task.MaxValue, remaining);
            _task.Value = step.Step;
        }
    }
}
