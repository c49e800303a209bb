using System.Globalization;
using DatasetPipeline.Text;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Training;
using Spectre.Console;

namespace DatasetPipeline.Train.Runs;

/// <summary>The ways in which a training is shown.</summary>
internal static class TrainingViews
{
    /// <summary>Runs the training under a table on a terminal, under a line for the first steps, the last and some between anywhere else, and for scripts under an event a line of standard error.</summary>
    /// <param name="json">Whether a script reads.</param>
    /// <param name="every">logging_steps: of so many steps one has a line.</param>
    /// <param name="train">The training.</param>
    public static T Show<T>(bool json, int every, Func<ITrainingView, T> train)
    {
        if (json)
            return train(new JsonTrainingView(Console.Error));
        return Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi || AnsiConsole.Profile.Width < LiveTrainingView.Width ? train(new Lines(Console.Out, every)) : LiveTrainingView.Show(train);
    }

    private static string Text(StepResult step, int steps, TimeSpan remaining) =>
        $"step {step.Step}/{steps}  loss {step.Loss:0.0000}{(step.Speed is { } speed ? string.Create(CultureInfo.InvariantCulture, $"  tokens/s {speed:0}") : "")}  left {Duration.Text(remaining)}";

    private static string Text(StepScore score) => string.Create(CultureInfo.InvariantCulture, $"test after step {score.Step}  loss {score.Loss:0.0000}{(double.IsNaN(score.TokenAccuracy) ? "" : string.Create(CultureInfo.InvariantCulture, $"  token accuracy {100 * score.TokenAccuracy:0.0} %"))}");

    private sealed class Lines(TextWriter output, int every) : ITrainingView
    {
        private const int FirstSteps = 10; // to be seen moving

        private int _steps;

        public void Say(string line) => output.WriteLine(line);

        public void Begin(int samples, int steps, int done, int stepsPerEpoch)
        {
            _steps = steps;
            output.WriteLine($"training on {Counted.Of(samples, "sample")}, {Counted.Of(steps, "step")}{(done > 0 ? $", going on after step {done}" : "")}");
        }

        public void Evaluated(StepScore score) => output.WriteLine(Text(score));

        public void Step(StepResult step, TimeSpan remaining)
        {
            if (step.Step <= FirstSteps || step.Step == _steps || step.Step % every == 0)
                output.WriteLine(Text(step, _steps, remaining));
        }
    }
}
