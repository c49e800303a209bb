using DatasetPipeline.Diagnostics;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Evaluation;

/// <summary>After which steps a run is evaluated, as ms-swift has it: also after its last one.</summary>
/// <param name="settings">eval_strategy and eval_steps.</param>
/// <param name="steps">Optimizer steps of the run.</param>
/// <param name="stepsPerEpoch">Optimizer steps of an epoch.</param>
/// <param name="hasRows">Whether there is anything to evaluate on: without it nothing is.</param>
public sealed class EvaluationPlan(TrainSettings settings, int steps, int stepsPerEpoch, bool hasRows)
{
    /// <summary>Whether an evaluation follows this step; the first is 1.</summary>
    public bool IsAt(int step) => hasRows && settings.EvalStrategy switch
    {
        "no" => false,
        "epoch" => step % stepsPerEpoch == 0 || step == steps,
        _ => step % (settings.EvalSteps ?? settings.SaveSteps) == 0 || step == steps,
    };

    /// <summary>What ms-swift would refuse, or would read as something that never happens.</summary>
    public static IEnumerable<Diagnostic> Check(TrainSettings settings)
    {
        var evaluates = settings.EvalStrategy != "no";
        if (settings.LoadBestModelAtEnd && !evaluates)
            yield return settings.Error(Codes.SettingUnsupported, "the best model is told by evaluations, and eval_strategy is no; set it to steps or epoch, or leave load_best_model_at_end out", "load_best_model_at_end");
        if (settings.EarlyStopInterval is not null && !evaluates)
            yield return settings.Error(Codes.SettingUnsupported, "stopping early hangs on evaluations, and eval_strategy is no; set it to steps or epoch, or leave early_stop_interval out", "early_stop_interval");
        if (settings.LoadBestModelAtEnd && evaluates && settings.EvalStrategy != "epoch" && settings.EvalSteps is { } every && settings.SaveSteps % every != 0)
            yield return settings.Error(Codes.SettingUnsupported, $"with load_best_model_at_end, save_steps, which is {settings.SaveSteps}, must be a multiple of eval_steps, which is {every}: ms-swift refuses anything else", "eval_steps");
    }
}
