namespace DatasetPipeline.Models.Lora;

/// <summary>The shape of an adapter; names are PEFT's.</summary>
/// <param name="R">The rank.</param>
/// <param name="LoraAlpha">Numerator of the scaling.</param>
/// <param name="LoraDropout">The share of x that is dropped before A while training.</param>
/// <param name="UseRslora">Scale by α / √r instead of α / r (https://arxiv.org/abs/2312.03732).</param>
/// <param name="UseDora">Learn the length of each output's row apart from its direction (https://arxiv.org/abs/2402.09353).</param>
public sealed record LoraSettings(int R, double LoraAlpha, double LoraDropout = 0, bool UseRslora = false, bool UseDora = false)
{
    /// <summary>The rank of some layers; of those that fit a layer the first counts.</summary>
    public IReadOnlyList<LayerPattern> RankPattern { get; init; } = [];

    /// <summary>The numerator of some layers' scaling.</summary>
    public IReadOnlyList<LayerPattern> AlphaPattern { get; init; } = [];

    /// <summary>What B A x is multiplied with.</summary>
    public double Scaling => LoraAlpha / (UseRslora ? Math.Sqrt(R) : R);

    /// <summary>The shape of one layer's adapter.</summary>
    public LoraSettings Of(string layer) => RankPattern.Count + AlphaPattern.Count == 0 ? this : this with
    {
        R = (int)(RankPattern.FirstOrDefault(pattern => pattern.Fits(layer))?.Value ?? R),
        LoraAlpha = AlphaPattern.FirstOrDefault(pattern => pattern.Fits(layer))?.Value ?? LoraAlpha,
    };
}
