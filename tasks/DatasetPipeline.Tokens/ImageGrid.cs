namespace DatasetPipeline.Tokens;

/// <summary>
/// How a picture is cut for the vision tower, in patches before any are merged.
/// Qwen-VL: <c>image_grid_thw</c>, T is 1 for a picture. InternVL: T tiles of H × W patches, a thumbnail among them.
/// </summary>
/// <param name="T">Frames or tiles.</param>
/// <param name="H">Rows of patches.</param>
/// <param name="W">Patches in a row.</param>
public readonly record struct ImageGrid(int T, int H, int W);
