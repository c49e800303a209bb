namespace DatasetPipeline.Models.Checkpoints;

/// <summary>
/// How tensors of another layout are called here, which is as transformers 4.52 and later call the modules in memory:
/// <c>model.language_model…</c>, <c>model.visual…</c>, <c>lm_head</c>. Of a family's rules the first that fits a name counts.
/// </summary>
/// <param name="Pattern">A regular expression over the name in the file.</param>
/// <param name="Names">
/// Its name here, <c>$1</c> being what the pattern's first group matched. With several names the tensor is cut into as many
/// equal parts along its first dimension; with none it is known to be unneeded.
/// </param>
public sealed record NameRule(string Pattern, params string[] Names);
