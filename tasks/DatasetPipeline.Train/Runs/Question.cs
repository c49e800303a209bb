using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Train.Runs;

/// <summary>What a model is asked.</summary>
/// <param name="Messages">All that is said before the answer.</param>
/// <param name="Sizes">Of the pictures in it, in their order.</param>
/// <param name="Seen">What the tower sees in them.</param>
internal sealed record Question(IReadOnlyList<Message> Messages, IReadOnlyList<ImageSize> Sizes, IReadOnlyList<VisionFeatures> Seen);
