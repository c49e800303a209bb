namespace DatasetPipeline.Models.Inspection;

/// <summary>Tensors whose names begin alike.</summary>
/// <param name="Name">E.g. <c>model.visual.blocks</c>.</param>
/// <param name="Parameters">How many numbers they hold.</param>
/// <param name="Bytes">What they take in the file.</param>
public sealed record ModelPart(string Name, long Parameters, long Bytes);
