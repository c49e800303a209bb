using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Tests.Evaluation;

public sealed class EvaluationPlanTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plan ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("eval_steps: 4", "4 8 10")]
    [InlineData("save_steps: 5", "5 10")]
    [InlineData("eval_strategy: epoch", "3 6 9 10")]
    [InlineData("eval_strategy: epoch\neval_steps: 2", "3 6 9 10")]
    [InlineData("seed: 1", "10")]
    [InlineData("eval_strategy: 'no'\neval_steps: 2", "")]
    [InlineData("eval_strategy: \"no\"", "")]
    public void A_run_is_evaluated_where_ms_swift_evaluates_it(string lines, string steps)
    {
        var settings = Read(lines);
        var (plan, without) = (new EvaluationPlan(settings, 10, 3, hasRows: true), new EvaluationPlan(settings, 10, 3, hasRows: false));

        Assert.Equal(steps, string.Join(' ', Enumerable.Range(1, 10).Where(plan.IsAt)));
        Assert.DoesNotContain(Enumerable.Range(1, 10), without.IsAt);
    }

    [Theory]
    [InlineData("seed: 1", "loss", false)]
    [InlineData("metric_for_best_model: eval_loss", "loss", false)]
    [InlineData("metric_for_best_model: token_acc", "token_acc", true)]
    [InlineData("metric_for_best_model: eval_token_acc\ngreater_is_better: false", "token_acc", false)]
    public void The_greater_figure_is_the_better_one_for_all_but_losses(string lines, string metric, bool greater) =>
        Assert.Equal((metric, greater), (Read(lines).MetricForBestModel, Read(lines).GreaterIsBetter));

    [Theory]
    [InlineData("load_best_model_at_end: true\neval_strategy: 'no'", "(2,25)", "eval_strategy is no")]
    [InlineData("early_stop_interval: 2\neval_strategy: 'no'", "(2,22)", "eval_strategy is no")]
    [InlineData("load_best_model_at_end: true\nsave_steps: 10\neval_steps: 4", "(4,13)", "must be a multiple of eval_steps, which is 4")]
    public void What_ms_swift_would_refuse_is_told_at_its_place(string lines, string place, string message)
    {
        var finding = Assert.Single(EvaluationPlan.Check(Read(lines)));

        Assert.Equal((place, "DSP9005"), ($"({finding.Line},{finding.Column})", finding.Code));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
        Assert.Empty(EvaluationPlan.Check(Read("load_best_model_at_end: true\nsave_steps: 10\neval_steps: 5\nearly_stop_interval: 1")));
    }

    private TrainSettings Read(string lines)
    {
        var path = Path.Combine(_folder, "train.yaml");
        File.WriteAllText(path, $"model: ../m\n{lines}\n");
        return TrainSettings.Read(path);
    }
}
