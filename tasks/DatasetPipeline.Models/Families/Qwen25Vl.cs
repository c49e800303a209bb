using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Language;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Families;

/// <summary>
/// Qwen2.5-VL (https://arxiv.org/abs/2502.13923): a vision transformer at native resolution most of whose layers attend
/// within windows, RMS norms and gated MLPs as in its Qwen2.5 language model, whose rotary angles follow time, height and
/// width section by section.
/// </summary>
[Architecture("qwen2_5_vl")]
public sealed class Qwen25Vl : VisionLanguageModel
{
    private static readonly NameRules Layouts = new(
        new(@"\.rotary_(pos_)?emb\.inv_freq$"),
        new(@"^(visual|language_model)\.", "model.$1."),
        new(@"^model\.(embed_tokens|layers|norm)\.", "model.language_model.$1."));

    private readonly int _merge;
    private readonly int _window; // merged tokens along a window's side
    private readonly PatchEmbedding _patches;
    private readonly PatchAngles _angles;
    private readonly Block[] _blocks;
    private readonly IReadOnlyList<int> _wholeAttention;
    private readonly RmsNorm _mergerNorm;
    private readonly Linear _mergerFirst;
    private readonly Linear _mergerSecond;

    /// <summary>Takes its tensors from the checkpoint.</summary>
    public Qwen25Vl(ModelConfig config, IWeights weights, ModelProcessor processor, torch.ScalarType dtype)
        : base(processor, weights, Layouts)
    {
        var vision = config.Section("vision_config");
        var text = config.Has("text_config") ? config.Section("text_config") : config;
        var shape = DecoderConfig.Read(config, text, qwen3: false, processor.Tokenizer.VocabularySize);
        var sections = shape.Sections(text);
        if (sections.Sum() * 2 != shape.HeadDim)
            throw DecoderConfig.Rope(text).Wrong("mrope_section", $"three numbers that make {shape.HeadDim / 2} together, half of a head");
        Language = new Decoder(weights, dtype, shape, "model.language_model", "lm_head");
        Rotary = RotaryPositions.InSections(shape, sections);

        vision.Only("hidden_act", "silu");
        var (hidden, heads, output) = (vision.Count("hidden_size"), vision.Heads(multipleOf: 4), shape.WidthOf(vision));
        _merge = (int)vision.Count("spatial_merge_size", most: 64);
        _window = (int)(vision.Count("window_size") / _merge / vision.Count("patch_size", most: 1024));
        if (_window == 0)
            throw vision.Wrong("window_size", "at least the side of a merged patch, in pixels");
        _patches = new PatchEmbedding(weights, dtype, "model.visual.patch_embed.proj", vision, hidden, bias: false);
        _angles = new PatchAngles(hidden / heads, _merge);
        var depth = (int)vision.Count("depth", most: 1024);
        _blocks = [.. Enumerable.Range(0, depth).Select(i => new Block(weights, dtype, $"model.visual.blocks.{i}", hidden, vision.Count("intermediate_size"), heads))];
        _wholeAttention = vision.Integers("fullatt_block_indexes");
        var merged = hidden * _merge * _merge;
        _mergerNorm = new RmsNorm(weights, dtype, "model.visual.merger.ln_q", hidden, 1e-6);
        _mergerFirst = new Linear(weights, dtype, "model.visual.merger.mlp.0", merged, merged, bias: true);
        _mergerSecond = new Linear(weights, dtype, "model.visual.merger.mlp.2", merged, output, bias: true);
    }

    /// <inheritdoc/>
    public override Decoder Language { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aligners => ["model.visual.merger"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Towers => ["visual"];

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<Linear>> TowerBlocks => [.. _blocks.Select(block => block.Linears)];

    /// <inheritdoc/>
    public override IReadOnlyList<Linear> AlignerLinears => [_mergerFirst, _mergerSecond];

    /// <inheritdoc/>
    protected override RotaryPositions Rotary { get; }

    /// <inheritdoc/>
    public override VisionFeatures See(PixelValues picture, LayerPass pass = default)
    {
        using var scope = torch.NewDisposeScope();
        var (order, windows) = Windows(picture.Grid);
        var tokens = torch.tensor(order);
        var x = ByWindow(_patches.Forward(picture)); // (patches, hidden)
        var (cos, sin) = Layers.Rotary.CosSin(ByWindow(_angles.Of(picture.Grid)), x.dtype);
        if (pass.IsRecomputed)
            (cos, sin) = (cos.MoveToOuterDisposeScope(), sin.MoveToOuterDisposeScope()); // asked for again on the way back
        int[] frames = [.. Enumerable.Repeat(picture.Grid.H * picture.Grid.W, picture.Grid.T)];
        for (var i = 0; i < _blocks.Length; i++)
        {
            var (block, sees) = (_blocks[i], _wholeAttention.Contains(i) ? frames : windows);
            x = pass.Through(i, x, stream => block.Forward(stream, cos, sin, sees));
        }

        var merged = _mergerNorm.Forward(x).view(order.Length, -1); // (tokens, hidden · merge²)
        var embeddings = _mergerSecond.Forward(torch.nn.functional.gelu(_mergerFirst.Forward(merged)));
        return new VisionFeatures(embeddings.index_select(0, tokens.argsort()).MoveToOuterDisposeScope(), []);

        // The merge² patches of a token stay together; (patches, width) → the same
        torch.Tensor ByWindow(torch.Tensor patches) => patches.view(order.Length, -1).index_select(0, tokens).view(patches.shape);
    }

    /// <inheritdoc/>
    public override int[,] PositionIds(IReadOnlyList<int> inputIds, IReadOnlyList<ImageGrid> grids) =>
        ImagePositions.Of(inputIds, grids, Processor.ImageTokenId, _merge);

    // The tokens window by window, and how many patches each window has; those at the right and the lower edge are smaller.
    private (long[] Order, int[] Patches) Windows(ImageGrid grid)
    {
        var (rows, columns) = (grid.H / _merge, grid.W / _merge);
        var order = new List<long>();
        var patches = new List<int>();
        for (var frame = 0; frame < grid.T; frame++)
        for (var top = 0; top < rows; top += _window)
        for (var left = 0; left < columns; left += _window)
        {
            var (bottom, right) = (Math.Min(top + _window, rows), Math.Min(left + _window, columns));
            for (var row = top; row < bottom; row++)
            for (var column = left; column < right; column++)
                order.Add((((long)frame * rows) + row) * columns + column);
            patches.Add((bottom - top) * (right - left) * _merge * _merge);
        }

        return ([.. order], [.. patches]);
    }

    // x + attention(norm x), then x + mlp(norm x), the MLP gated and with biases
    private sealed class Block(IWeights weights, torch.ScalarType dtype, string name, long hidden, long intermediate, long heads)
    {
        private readonly RmsNorm _norm1 = new(weights, dtype, name + ".norm1", hidden, 1e-6);
        private readonly VisionAttention _attention = new(weights, dtype, name + ".attn", hidden, heads);
        private readonly RmsNorm _norm2 = new(weights, dtype, name + ".norm2", hidden, 1e-6);
        private readonly Linear _gate = new(weights, dtype, name + ".mlp.gate_proj", hidden, intermediate, bias: true);
        private readonly Linear _up = new(weights, dtype, name + ".mlp.up_proj", hidden, intermediate, bias: true);
        private readonly Linear _down = new(weights, dtype, name + ".mlp.down_proj", intermediate, hidden, bias: true);

        public IReadOnlyList<Linear> Linears => [.. _attention.Linears, _gate, _up, _down];

        public torch.Tensor Forward(torch.Tensor x, torch.Tensor cos, torch.Tensor sin, IReadOnlyList<int> windows)
        {
            using var scope = torch.NewDisposeScope();
            x = x.Plus(_attention.Forward(_norm1.Forward(x), cos, sin, windows));
            var y = _norm2.Forward(x);
            return x.Plus(_down.Forward(torch.nn.functional.silu(_gate.Forward(y)).mul(_up.Forward(y)))).MoveToOuterDisposeScope();
        }
    }
}
