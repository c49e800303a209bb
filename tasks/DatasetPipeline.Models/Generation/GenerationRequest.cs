using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Models.Generation;

/// <summary>What the model is asked.</summary>
/// <param name="Prompt">Ids that end in the assistant's opening.</param>
/// <param name="Pictures">What the tower sees in the prompt's pictures, in order.</param>
/// <param name="Settings">How it answers.</param>
public sealed record GenerationRequest(EncodedSample Prompt, IReadOnlyList<VisionFeatures> Pictures, GenerationSettings Settings);
