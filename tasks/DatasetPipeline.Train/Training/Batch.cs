using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Train.Training;

/// <summary>Samples that go through the model at once.</summary>
/// <param name="Samples">What is read and what is learned.</param>
/// <param name="See">What the tower sees in their pictures, in order: looked up where the tower is frozen, computed where it learns.</param>
public sealed record Batch(IReadOnlyList<EncodedSample> Samples, Func<IReadOnlyList<VisionFeatures>> See);
