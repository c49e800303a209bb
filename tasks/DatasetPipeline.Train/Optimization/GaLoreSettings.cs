namespace DatasetPipeline.Train.Optimization;

/// <summary>How GaLore projects; in train.yaml and ms-swift each name has <c>galore_</c> in front.</summary>
/// <param name="Rank">Of the projected gradients.</param>
/// <param name="UpdateProjGap">Steps until the projection is made anew.</param>
/// <param name="Scale">What a step is multiplied with on its way back.</param>
/// <param name="ProjType">Which side is projected: std the longer one's other, reverse_std the opposite, left or right always the same.</param>
public sealed record GaLoreSettings(int Rank = 128, int UpdateProjGap = 50, double Scale = 1, string ProjType = "std")
{
    /// <summary>Whether a gradient of this shape is narrowed in its columns (G P) and not in its rows (Pᵀ G).</summary>
    public bool NarrowsColumns(long rows, long columns) => ProjType switch
    {
        "std" => rows >= columns,
        "reverse_std" => rows < columns,
        "right" => true,
        "left" => false,
        _ => throw new ArgumentException($"There is no projection '{ProjType}'; there are std, reverse_std, left and right."),
    };
}
