using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Language;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Families;

/// <summary>
/// InternVL 2.5 and later (https://arxiv.org/abs/2412.05271): a picture is cut into tiles that a vision transformer reads
/// each by itself; four neighbouring patches become one token (pixel shuffle) that a projector brings to the width of a
/// Qwen2 or Qwen3 language model with plain rotary angles. Reads the layout of transformers and OpenGVLab's own.
/// </summary>
[Architecture("internvl", "internvl_chat")]
public sealed class InternVl : VisionLanguageModel
{
    private const string OriginalLayer = @"^vision_model\.encoder\.layers\.(\d+)\.";
    private const string Layer = "model.vision_tower.encoder.layer.$1.";

    private static readonly NameRules Layouts = new(
        new(@"\.rotary_emb\.inv_freq$|^(model\.)?vision_tower\.embeddings\.mask_token$"),
        new(@"^(vision_tower|multi_modal_projector)\.", "model.$1."),
        new(@"^language_model\.model\.", "model.language_model."),
        new(@"^language_model\.lm_head\.", "lm_head."),
        new(OriginalLayer + @"attn\.qkv\.(weight|bias)$", Layer + "attention.q_proj.$2", Layer + "attention.k_proj.$2", Layer + "attention.v_proj.$2"),
        new(OriginalLayer + @"attn\.proj\.", Layer + "attention.projection_layer."),
        new(OriginalLayer + @"attn\.", Layer + "attention."),
        new(OriginalLayer + @"norm1\.", Layer + "layernorm_before."),
        new(OriginalLayer + @"norm2\.", Layer + "layernorm_after."),
        new(OriginalLayer + @"ls(\d)$", Layer + "lambda_$2"),
        new(OriginalLayer, Layer),
        new(@"^vision_model\.embeddings\.class_embedding$", "model.vision_tower.embeddings.cls_token"),
        new(@"^vision_model\.embeddings\.position_embedding$", "model.vision_tower.embeddings.position_embeddings"),
        new(@"^vision_model\.embeddings\.patch_embedding\.", "model.vision_tower.embeddings.patch_embeddings.projection."),
        new(@"^mlp1\.0\.", "model.multi_modal_projector.layer_norm."),
        new(@"^mlp1\.1\.", "model.multi_modal_projector.linear_1."),
        new(@"^mlp1\.3\.", "model.multi_modal_projector.linear_2."));

    private const string Tower = "model.vision_tower.";

    private readonly torch.Tensor _patchWeight; // (hidden, channels, height, width)
    private readonly torch.Tensor _patchBias; // (hidden)
    private readonly torch.Tensor _classToken; // (1, 1, hidden)
    private readonly torch.Tensor _positionEmbedding; // (1, 1 + patches, hidden)
    private readonly Block[] _allBlocks;
    private readonly Block[] _blocks; // those that are used
    private readonly Func<torch.Tensor, torch.Tensor>? _lastNorm;
    private readonly bool _dropsClassToken;
    private readonly int _shuffle; // rows and columns of patches that become one token
    private readonly LayerNorm _projectorNorm;
    private readonly Linear _projectorFirst;
    private readonly Linear _projectorSecond;

    /// <summary>Takes its tensors from the checkpoint.</summary>
    public InternVl(ModelConfig config, IWeights weights, ModelProcessor processor, torch.ScalarType dtype)
        : base(processor, weights, Layouts)
    {
        var original = config.Has("llm_config");
        var (vision, text) = (config.Section("vision_config"), config.Section(original ? "llm_config" : "text_config"));
        if (text.Text("model_type") is not ("qwen2" or "qwen3"))
            throw text.Wrong("model_type", "'qwen2' or 'qwen3'; another language model is not known here", Codes.UnknownArchitecture);
        var shape = DecoderConfig.Read(config, text, qwen3: text.Text("model_type") == "qwen3", processor.Tokenizer.VocabularySize);
        Language = new Decoder(weights, dtype, shape, "model.language_model", "lm_head");
        Rotary = RotaryPositions.OfText(shape);

        vision.Only("hidden_act", "gelu");
        vision.Only("norm_type", "layer_norm", "rms_norm");
        config.Only("projector_hidden_act", "gelu");
        config.Only("ps_version", "v2");
        config.Only("vision_feature_select_strategy", "default", "full");
        if (!vision.Flag("use_absolute_position_embeddings", otherwise: true))
            throw vision.Wrong("use_absolute_position_embeddings", "true");
        var hidden = vision.Count("hidden_size");
        var patch = vision.Side("patch_size");
        var patches = vision.Side("image_size") / patch;
        _patchWeight = weights.Take(Tower + "embeddings.patch_embeddings.projection.weight", dtype, hidden, 3, patch, patch);
        _patchBias = weights.Take(Tower + "embeddings.patch_embeddings.projection.bias", dtype, hidden);
        _classToken = weights.Take(Tower + "embeddings.cls_token", dtype, 1, 1, hidden);
        _positionEmbedding = weights.Take(Tower + "embeddings.position_embeddings", dtype, 1, 1 + (patches * patches), hidden);
        var depth = (int)vision.Count("num_hidden_layers", most: 1024);
        _allBlocks = [.. Enumerable.Range(0, depth).Select(i => new Block(weights, dtype, $"{Tower}encoder.layer.{i}", vision))];
        var used = config.Has(original ? "select_layer" : "vision_feature_layer") ? (int)config.Number(original ? "select_layer" : "vision_feature_layer") : -1;
        if (used >= 0 || used < -depth - 1)
            throw config.Wrong(original ? "select_layer" : "vision_feature_layer", $"a whole number from {-depth - 1} to -1, counted from the tower's last layer");
        _blocks = _allBlocks[..(depth + 1 + used)];
        if (!original && !vision.Flag("use_mean_pooling", otherwise: true))
            _lastNorm = new LayerNorm(weights, dtype, Tower + "layernorm", hidden, vision.Positive("layer_norm_eps")).Forward;
        if (used != -1)
            _lastNorm = null;
        _dropsClassToken = config.Text("vision_feature_select_strategy") != "full";

        _shuffle = (int)Math.Round(1 / (config.Has("downsample_ratio") ? config.Positive("downsample_ratio") : 0.5));
        if (_shuffle < 1 || patches % _shuffle != 0)
            throw config.Wrong("downsample_ratio", $"one over a divisor of {patches}, the patches along a tile's side");
        var merged = hidden * _shuffle * _shuffle;
        const string Projector = "model.multi_modal_projector.";
        _projectorNorm = new LayerNorm(weights, dtype, Projector + "layer_norm", merged, 1e-5);
        _projectorFirst = new Linear(weights, dtype, Projector + "linear_1", merged, shape.HiddenSize, bias: true);
        _projectorSecond = new Linear(weights, dtype, Projector + "linear_2", shape.HiddenSize, shape.HiddenSize, bias: true);
    }

    /// <inheritdoc/>
    public override Decoder Language { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aligners => ["model.multi_modal_projector"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Towers => ["vision_tower", "vision_model"];

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<Linear>> TowerBlocks => [.. _allBlocks.Select(block => block.Linears)];

    /// <inheritdoc/>
    /// <remarks>Blocks above the one that vision_feature_layer names, and the norm after the last.</remarks>
    public override IReadOnlyList<string> Unused => _lastNorm is not null
        ? []
        : [.. Enumerable.Range(_blocks.Length, _allBlocks.Length - _blocks.Length).Select(i => $"{Tower}encoder.layer.{i}"), Tower + "layernorm"];

    /// <inheritdoc/>
    public override IReadOnlyList<Linear> AlignerLinears => [_projectorFirst, _projectorSecond];

    /// <inheritdoc/>
    protected override RotaryPositions Rotary { get; }

    /// <inheritdoc/>
    public override VisionFeatures See(PixelValues picture, LayerPass pass = default)
    {
        using var scope = torch.NewDisposeScope();
        var (tiles, patch) = (picture.Grid.T, _patchWeight.shape[^1]);
        var pixels = torch.tensor(picture.Values).view(tiles, 3, picture.Grid.H * patch, picture.Grid.W * patch).to(_patchWeight.dtype);
        var patches = torch.nn.functional.conv2d(pixels, _patchWeight, _patchBias, strides: [patch, patch]).flatten(2).transpose(1, 2); // (tiles, patches, hidden)
        var x = torch.cat([_classToken.expand(tiles, 1, -1), patches], 1).Plus(_positionEmbedding); // (tiles, 1 + patches, hidden)
        for (var i = 0; i < _blocks.Length; i++)
            x = pass.Through(i, x, _blocks[i].Forward);
        if (_lastNorm is not null)
            x = _lastNorm(x);
        if (_dropsClassToken)
            x = x.narrow(1, 1, x.shape[1] - 1);

        var merged = PixelShuffle(x.reshape(tiles, picture.Grid.H, picture.Grid.W, -1)).flatten(0, 2); // (tokens, hidden · shuffle²)
        var embeddings = _projectorSecond.Forward(torch.nn.functional.gelu(_projectorFirst.Forward(_projectorNorm.Forward(merged))));
        return new VisionFeatures(embeddings.MoveToOuterDisposeScope(), []);
    }

    /// <inheritdoc/>
    /// <remarks>A picture's tokens count on like text; time, height and width are all the token's place.</remarks>
    public override int[,] PositionIds(IReadOnlyList<int> inputIds, IReadOnlyList<ImageGrid> grids)
    {
        var positions = new int[3, inputIds.Count];
        for (var at = 0; at < inputIds.Count; at++)
            (positions[0, at], positions[1, at], positions[2, at]) = (at, at, at);
        return positions;
    }

    // (tiles, H, W, hidden) → (tiles, H / s, W / s, s · s · hidden)
    private torch.Tensor PixelShuffle(torch.Tensor x) => x
        .reshape(x.shape[0], x.shape[1] / _shuffle, _shuffle, x.shape[2] / _shuffle, _shuffle, x.shape[3])
        .transpose(2, 3).flatten(3);

    // x + λ₁ · attention(norm x), then x + λ₂ · mlp(norm x), over tiles side by side
    private sealed class Block
    {
        private readonly Func<torch.Tensor, torch.Tensor> _normBefore;
        private readonly Func<torch.Tensor, torch.Tensor> _normAfter;
        private readonly TileAttention _attention;
        private readonly Linear _first;
        private readonly Linear _second;
        private readonly torch.Tensor _scale1; // (hidden)
        private readonly torch.Tensor _scale2; // (hidden)

        public Block(IWeights weights, torch.ScalarType dtype, string name, ModelConfig vision)
        {
            var (hidden, intermediate, epsilon) = (vision.Count("hidden_size"), vision.Count("intermediate_size"), vision.Positive("layer_norm_eps"));
            _normBefore = Norm("layernorm_before");
            _attention = new TileAttention(weights, dtype, name + ".attention", vision);
            _normAfter = Norm("layernorm_after");
            _first = new Linear(weights, dtype, name + ".mlp.fc1", hidden, intermediate, bias: true);
            _second = new Linear(weights, dtype, name + ".mlp.fc2", intermediate, hidden, bias: true);
            _scale1 = weights.Take(name + ".lambda_1", dtype, hidden);
            _scale2 = weights.Take(name + ".lambda_2", dtype, hidden);

            Func<torch.Tensor, torch.Tensor> Norm(string part) => vision.Text("norm_type") == "rms_norm"
                ? new RmsNorm(weights, dtype, $"{name}.{part}", hidden, epsilon).Forward
                : new LayerNorm(weights, dtype, $"{name}.{part}", hidden, epsilon).Forward;
        }

        public IReadOnlyList<Linear> Linears => [.. _attention.Linears, _first, _second];

        public torch.Tensor Forward(torch.Tensor x)
        {
            using var scope = torch.NewDisposeScope();
            x = x.Plus(_attention.Forward(_normBefore(x)).mul(_scale1));
            return x.Plus(_second.Forward(torch.nn.functional.gelu(_first.Forward(_normAfter(x)))).mul(_scale2)).MoveToOuterDisposeScope();
        }
    }

    // Every patch of a tile sees every other, and the class token.
    private sealed class TileAttention
    {
        private readonly long _heads;
        private readonly Linear _query;
        private readonly Linear _key;
        private readonly Linear _value;
        private readonly Linear _projection;
        private readonly RmsNorm? _queryNorm; // over all heads at once
        private readonly RmsNorm? _keyNorm;

        public TileAttention(IWeights weights, torch.ScalarType dtype, string name, ModelConfig vision)
        {
            var hidden = vision.Count("hidden_size");
            _heads = vision.Heads(multipleOf: 1, "num_attention_heads");
            var bias = vision.Flag("attention_bias", vision.Flag("qkv_bias", otherwise: false));
            _query = new Linear(weights, dtype, name + ".q_proj", hidden, hidden, bias);
            _key = new Linear(weights, dtype, name + ".k_proj", hidden, hidden, bias);
            _value = new Linear(weights, dtype, name + ".v_proj", hidden, hidden, bias);
            _projection = new Linear(weights, dtype, name + ".projection_layer", hidden, hidden, bias: true);
            if (!vision.Flag("use_qk_norm", vision.Flag("qk_normalization", otherwise: false)))
                return;
            _queryNorm = new RmsNorm(weights, dtype, name + ".q_norm", hidden, 1e-6);
            _keyNorm = new RmsNorm(weights, dtype, name + ".k_norm", hidden, 1e-6);
        }

        public IEnumerable<Linear> Linears => [_query, _key, _value, _projection];

        // (tiles, tokens, hidden) → the same
        public torch.Tensor Forward(torch.Tensor x)
        {
            var (query, key, value) = (_query.Forward(x), _key.Forward(x), _value.Forward(x));
            var seen = Attention.Within(
                Heads(_queryNorm?.Forward(query) ?? query),
                Heads(_keyNorm?.Forward(key) ?? key),
                Heads(value),
                [.. Enumerable.Repeat((int)x.shape[1], (int)x.shape[0])],
                causal: false);
            return _projection.Forward(seen.view(x.shape));
        }

        // (tiles · tokens, heads, head_dim)
        private torch.Tensor Heads(torch.Tensor x) => x.view(x.shape[0] * x.shape[1], _heads, -1);
    }
}
