namespace DatasetPipeline.Tokens;

/// <summary>A picture as the vision tower reads it.</summary>
/// <param name="Values">
/// Row-major, as the Hugging Face processor returns it. Qwen-VL: (T·H·W patches, channel · temporal · row · column),
/// the patches of one merged token side by side. InternVL: (T tiles, channel, row, column).
/// </param>
/// <param name="Grid">What the values are cut into.</param>
public sealed record PixelValues(float[] Values, ImageGrid Grid);
