using System.Text.Json.Nodes;

namespace DatasetPipeline.Train.Evaluation;

/// <summary>
/// Keeps which evaluation was the best so far, and tells when waiting for a better one has gone on long enough, as ms-swift's
/// early_stop does: once a save, not once an evaluation.
/// </summary>
/// <param name="greaterIsBetter">greater_is_better</param>
/// <param name="interval">early_stop_interval: the saves without a better value after which the training stops; null never stops it.</param>
public sealed class BestStep(bool greaterIsBetter, int? interval)
{
    private double? _atSave;
    private int _saves;

    /// <summary>The step after which the best evaluation was; 0 before there is one.</summary>
    public int Step { get; private set; }

    /// <summary>Its value; null before there is one.</summary>
    public double? Value { get; private set; }

    /// <summary>After each evaluation.</summary>
    /// <param name="step">The step before it.</param>
    /// <param name="value">metric_for_best_model</param>
    /// <returns>Whether it is the best so far: as good as an earlier one, or no number, is not.</returns>
    public bool Take(int step, double value)
    {
        if (double.IsNaN(value) || (Value is { } best && !IsBetter(value, best)))
            return false;
        (Step, Value) = (step, value);
        return true;
    }

    /// <summary>After each save.</summary>
    /// <returns>Whether the training is to stop.</returns>
    public bool Saved()
    {
        if (_atSave is not { } before || (Value is { } now && IsBetter(now, before)))
            (_atSave, _saves) = (Value, 0);
        else
            _saves++;
        return IsEnough;
    }

    /// <summary>Whether the training is to stop, as the last save had it.</summary>
    public bool IsEnough => _saves >= (interval ?? int.MaxValue);

    /// <summary>All that a resumed run needs to go on as if it had not been interrupted.</summary>
    public JsonObject ToJson() => new() { ["step"] = Step, ["value"] = Value, ["at_save"] = _atSave, ["saves"] = _saves };

    /// <summary>Goes on from what <see cref="ToJson"/> gave.</summary>
    public void Restore(JsonObject json) =>
        (Step, Value, _atSave, _saves) = ((int)json["step"]!, (double?)json["value"], (double?)json["at_save"], (int)json["saves"]!);

    private bool IsBetter(double value, double than) => greaterIsBetter ? value > than : value < than;
}
