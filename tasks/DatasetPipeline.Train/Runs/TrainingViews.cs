using System.Globalization;
using DatasetPipeline.Text;
using DatasetPipeline.Train.Evaluation;
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
    public static T Show<T>(bool terminal, TextWriter lines, Func<ITrainingView, T> train)
    {
        if (!terminal)
            return train(new Lines(lines));
        var result = default(T);
        AnsiConsole.Progress()
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .Start(context => result = train(new Bar(context)));
        return result!;
    }

    private static string Text(StepResult step, int steps, TimeSpan remaining) =>
        $"step {step.Step}/{steps}  loss {step.Loss:0.0000}  tokens/s {step.Tokens / step.Time.TotalSeconds:0}  left {Duration.Text(remaining)}";

    private static string Text(StepScore score) => string.Create(CultureInfo.InvariantCulture, $"test after step {score.Step}  loss {score.Loss:0.0000}  token accuracy {100 * score.TokenAccuracy:0.0} %");

    private sealed class Lines(TextWriter output) : ITrainingView
    {
        private int _steps;

        public void Say(string line) => output.WriteLine(line);

        public void Begin(int samples, int steps, int done)
        {
            _steps = steps;
            output.WriteLine($"training on {Counted.Of(samples, "sample")}, {Counted.Of(steps, "step")}{(done > 0 ? $", going on after step {done}" : "")}");
        }

        public void Evaluated(StepScore score) => output.WriteLine(Text(score));

        public void Step(StepResult step, TimeSpan remaining) => output.WriteLine(Text(step, _steps, remaining));
    }

    private sealed class Bar(ProgressContext context) : ITrainingView
    {
        private ProgressTask? _task;

        public void Say(string line) => AnsiConsole.MarkupLineInterpolated($"{line}");

        public void Begin(int samples, int steps, int done)
        {
            _task = context.AddTask($"training on {Counted.Of(samples, "sample")}", maxValue: steps);
            _task.Value = done;
        }

        public void Evaluated(StepScore score) => Say(Text(score));

        public void Step(StepResult step, TimeSpan remaining)
        {
            _task!.Description = Text(step, (int)_task.MaxValue, remaining);
            _task.Value = step.Step;
        }
    }
}
