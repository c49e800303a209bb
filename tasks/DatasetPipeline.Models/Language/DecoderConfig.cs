namespace DatasetPipeline.Models.Language;

/// <summary>The shape of a Qwen-like language model; names are those of <c>text_config</c>.</summary>
public sealed record DecoderConfig
{
    /// <summary>Rows of the embedding.</summary>
    public required long VocabSize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required long HiddenSize { get; init; }

    /// <summary>Width of the gated MLP.</summary>
    public required long IntermediateSize { get; init; }

    /// <summary>Layers.</summary>
    public required int NumHiddenLayers { get; init; }

    /// <summary>Query heads.</summary>
    public required long NumAttentionHeads { get; init; }

    /// <summary>Key and value heads; each serves as many query heads side by side.</summary>
    public required long NumKeyValueHeads { get; init; }

    /// <summary>Width of a head.</summary>
    public required long HeadDim { get; init; }

    /// <summary>ε of the RMS norms.</summary>
    public required double RmsNormEps { get; init; }

    /// <summary>Base of the rotary angles.</summary>
    public required double RopeTheta { get; init; }

    /// <summary>Biases in q, k and v.</summary>
    public bool QkvBias { get; init; }

    /// <summary>An RMS norm over each head of q and k.</summary>
    public bool QkNorm { get; init; }

    /// <summary>The output layer is the embedding.</summary>
    public bool TieWordEmbeddings { get; init; }
}
