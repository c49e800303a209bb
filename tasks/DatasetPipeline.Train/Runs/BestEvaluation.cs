using System.Globalization;

namespace DatasetPipeline.Train.Runs;

/// <summary>The best evaluation of a training.</summary>
/// <param name="Step">After which step.</param>
/// <param name="Metric">metric_for_best_model: loss or token_acc, with eval_ before it.</param>
/// <param name="Value">What it was.</param>
/// <param name="IsTaken">Whether what was learned by that step is the result, as load_best_model_at_end has it; else it is the last step's.</param>
internal sealed record BestEvaluation(int Step, string Metric, double Value, bool IsTaken)
{
    /// <summary>What is said behind the number of steps; nothing where the last step's is the result.</summary>
    public string Sentence => IsTaken ? string.Create(CultureInfo.InvariantCulture, $"; it is as it was after step {Step}, whose evaluation was the best, {Metric} {Value:0.0000}") : "";
}
