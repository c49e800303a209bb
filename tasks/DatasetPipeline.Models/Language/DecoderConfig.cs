using DatasetPipeline.Models.Checkpoints;

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

    /// <summary>Reads a language model's part of config.json, of a Qwen2 or, where <paramref name="qwen3"/>, a Qwen3.</summary>
    /// <param name="config">The whole file.</param>
    /// <param name="text">The language model's part; older files have no part of its own.</param>
    /// <param name="qwen3">Norms over the heads of q and k, and biases only where <c>attention_bias</c> says so; a Qwen2 has the biases and no norms.</param>
    /// <param name="tokens">Ids that the tokenizer gives; the embedding has a row for each.</param>
    /// <exception cref="Diagnostics.DiagnosticException">A value that is missing or cannot be computed here (DSP8002).</exception>
    public static DecoderConfig Read(ModelConfig config, ModelConfig text, bool qwen3, int tokens)
    {
        var rope = Rope(text);
        text.Only("hidden_act", "silu");
        if (text.Flag("use_sliding_window", otherwise: false))
            throw text.Wrong("use_sliding_window", "false; attention here sees all of the text");
        foreach (var key in (string[])["rope_type", "type"])
            rope.Only(key, "default", "mrope", "dynamic"); // changes the angles of texts alone that the processor refuses
        var (hidden, heads, keyHeads) = (text.Count("hidden_size"), text.Count("num_attention_heads"), text.Count("num_key_value_heads"));
        if (heads % keyHeads != 0)
            throw text.Wrong("num_key_value_heads", $"a divisor of num_attention_heads, {heads}");
        if (!text.Has("head_dim") && hidden % (heads * 2) != 0)
            throw text.Wrong("num_attention_heads", $"a number that cuts hidden_size, {hidden}, into heads of an even width");
        if (text.Has("head_dim") && text.Count("head_dim") % 2 != 0)
            throw text.Wrong("head_dim", "even");
        if (text.Count("vocab_size") < tokens)
            throw text.Wrong("vocab_size", $"at least {tokens}, the ids of tokenizer.json");
        return new DecoderConfig
        {
            VocabSize = text.Count("vocab_size"),
            HiddenSize = hidden,
            IntermediateSize = text.Count("intermediate_size"),
            NumHiddenLayers = (int)text.Count("num_hidden_layers", most: 1024),
            NumAttentionHeads = heads,
            NumKeyValueHeads = keyHeads,
            HeadDim = text.Has("head_dim") ? text.Count("head_dim") : hidden / heads,
            RmsNormEps = text.Positive("rms_norm_eps"),
            RopeTheta = (rope.Has("rope_theta") ? rope : text).Positive("rope_theta"),
            QkvBias = !qwen3 || text.Flag("attention_bias", otherwise: false),
            QkNorm = qwen3,
            TieWordEmbeddings = config.Flag("tie_word_embeddings", text.Flag("tie_word_embeddings", otherwise: false)),
        };
    }

    /// <summary>out_hidden_size of a tower, which is the language model's own width.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">It is another (DSP8002).</exception>
    public long WidthOf(ModelConfig vision) => vision.Count("out_hidden_size") == HiddenSize
        ? HiddenSize
        : throw vision.Wrong("out_hidden_size", $"{HiddenSize}, the text model's hidden_size");

    /// <summary>What the configuration says of rotary angles, wherever it says it: transformers 5 has <c>rope_parameters</c>, older ones <c>rope_scaling</c>.</summary>
    public static ModelConfig Rope(ModelConfig text) =>
        text.Has("rope_parameters") ? text.Section("rope_parameters") : text.Has("rope_scaling") ? text.Section("rope_scaling") : text;

    /// <summary>mrope_section: three numbers, of frequencies that follow time, height and width.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">They are not three or not those of a head (DSP8002).</exception>
    public IReadOnlyList<int> Sections(ModelConfig text, IReadOnlyList<int>? otherwise = null)
    {
        var rope = Rope(text);
        var sections = otherwise is not null && !rope.Has("mrope_section") ? otherwise : rope.Integers("mrope_section");
        if (sections.Count != 3 || sections.Any(s => s < 0 || s > HeadDim))
            throw rope.Wrong("mrope_section", "three whole numbers: time, height, width");
        return sections;
    }
}
