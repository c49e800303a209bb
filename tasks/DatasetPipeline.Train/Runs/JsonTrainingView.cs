using System.Text.Json.Nodes;
using DatasetPipeline.Cli;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Training;

namespace DatasetPipeline.Train.Runs;

/// <summary>A training for scripts: an event a line.</summary>
/// <param name="output">Where to; what the command results in goes elsewhere.</param>
internal sealed class JsonTrainingView(TextWriter output) : ITrainingView
{
    public void Say(string line) => output.WriteLine(EventLine.Of("note", ("text", line)));

    public void Begin(int samples, int steps, int done, int stepsPerEpoch) => output.WriteLine(EventLine.Of(
        "begin",
        ("samples", samples),
        ("steps", steps),
        ("done", done),
        ("steps_per_epoch", stepsPerEpoch)));

    public void Step(StepResult step, TimeSpan remaining) => output.WriteLine(EventLine.Of(
        "step",
        ("step", step.Step),
        ("loss", Number(step.Loss)),
        ("token_acc", Number(step.TokenAccuracy)),
        ("grad_norm", Number(step.GradNorm)),
        ("learning_rate", Number(step.LearningRate)),
        ("tokens", step.Tokens > 0 ? step.Tokens : null),
        ("seconds", step.Time.TotalSeconds),
        ("seconds_left", remaining.TotalSeconds)));

    public void Evaluated(StepScore score) => output.WriteLine(EventLine.Of(
        "evaluation",
        ("step", score.Step),
        ("eval_loss", Number(score.Loss)),
        ("eval_token_acc", Number(score.TokenAccuracy))));

    // JSON has no NaN.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
