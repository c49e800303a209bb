using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Language;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Families;

/// <summary>
/// Qwen3-VL (https://arxiv.org/abs/2511.21631): a vision transformer at native resolution whose positions are
/// interpolated, three of whose layers also feed the first layers of the language model (deepstack), and a Qwen3
/// language model with rotary angles that interleave time, height and width.
/// </summary>
[Architecture("qwen3_vl")]
public sealed class Qwen3Vl : VisionLanguageModel
{
    private static readonly NameRules Layouts = new(
        new(@"\.rotary_(pos_)?emb\.inv_freq$"),
        new(@"^(visual|language_model)\.", "model.$1."));

    private readonly long _merge;
    private readonly PatchEmbedding _patches;
    private readonly torch.Tensor _positionEmbedding; // (side · side, hidden)
    private readonly long _side;
    private readonly PatchAngles _angles;
    private readonly Block[] _blocks;
    private readonly IReadOnlyList<int> _deepstackAfter;
    private readonly PatchMerger _merger;
    private readonly PatchMerger[] _deepstackMergers;

    /// <summary>Takes its tensors from the checkpoint.</summary>
    public Qwen3Vl(ModelConfig config, IWeights weights, ModelProcessor processor, torch.ScalarType dtype)
        : base(processor, weights, Layouts)
    {
        var (vision, text) = (config.Section("vision_config"), config.Section("text_config"));
        var shape = DecoderConfig.Read(config, text, qwen3: true, processor.Tokenizer.VocabularySize);
        Language = new Decoder(weights, dtype, shape, "model.language_model", "lm_head");
        Rotary = RotaryPositions.Interleaved(shape, shape.Sections(text, otherwise: [24, 20, 20]));

        vision.Only("hidden_act", "gelu_pytorch_tanh");
        var (hidden, heads, output) = (vision.Count("hidden_size"), vision.Heads(multipleOf: 4), shape.WidthOf(vision));
        _merge = vision.Count("spatial_merge_size", most: 64);
        _patches = new PatchEmbedding(weights, dtype, "model.visual.patch_embed.proj", vision, hidden, bias: true);
        _angles = new PatchAngles(hidden / heads, _merge);
        var positions = vision.Count("num_position_embeddings");
        _side = (long)Math.Sqrt(positions);
        if (_side * _side != positions)
            throw vision.Wrong("num_position_embeddings", "a square number");
        _positionEmbedding = weights.Take("model.visual.pos_embed.weight", dtype, positions, hidden);
        var depth = (int)vision.Count("depth", most: 1024);
        _blocks = [.. Enumerable.Range(0, depth).Select(i => new Block(weights, dtype, $"model.visual.blocks.{i}", hidden, vision.Count("intermediate_size"), heads))];
        _merger = new PatchMerger(weights, dtype, "model.visual.merger", hidden, _merge, output, normAfterMerge: false);
        _deepstackAfter = vision.Integers("deepstack_visual_indexes");
        if (_deepstackAfter.Any(i => i < 0 || i >= depth))
            throw vision.Wrong("deepstack_visual_indexes", $"a list of layers from 0 to {depth - 1}");
        _deepstackMergers = [.. _deepstackAfter.Select((_, i) => new PatchMerger(
            weights, dtype, $"model.visual.deepstack_merger_list.{i}", hidden, _merge, output, normAfterMerge: true))];
    }

    /// <inheritdoc/>
    public override Decoder Language { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aligners => ["model.visual.merger", "model.visual.deepstack_merger_list"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Towers => ["visual"];

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<Linear>> TowerBlocks => [.. _blocks.Select(block => block.Linears)];

    /// <inheritdoc/>
    public override IReadOnlyList<Linear> AlignerLinears => [.. _deepstackMergers.Prepend(_merger).SelectMany(merger => merger.Linears)];

    /// <inheritdoc/>
    protected override RotaryPositions Rotary { get; }

    /// <inheritdoc/>
    public override VisionFeatures See(PixelValues picture, LayerPass pass = default)
    {
        using var scope = torch.NewDisposeScope();
        var x = _patches.Forward(picture).Plus(InterpolatedPositions(picture.Grid)); // (patches, hidden)
        var (cos, sin) = Layers.Rotary.CosSin(_angles.Of(picture.Grid), x.dtype);
        if (pass.IsRecomputed)
            (cos, sin) = (cos.MoveToOuterDisposeScope(), sin.MoveToOuterDisposeScope()); // asked for again on the way back
        var deepstack = new torch.Tensor[_deepstackMergers.Length];
        for (var i = 0; i < _blocks.Length; i++)
        {
            var block = _blocks[i];
            x = pass.Through(i, x, stream => block.Forward(stream, cos, sin, picture.Grid));
            for (var k = 0; k < deepstack.Length; k++)
            {
                if (_deepstackAfter[k] == i)
                    deepstack[k] = _deepstackMergers[k].Forward(x).MoveToOuterDisposeScope();
            }
        }

        return new VisionFeatures(_merger.Forward(x).MoveToOuterDisposeScope(), deepstack);
    }

    /// <inheritdoc/>
    public override int[,] PositionIds(IReadOnlyList<int> inputIds, IReadOnlyList<ImageGrid> grids) =>
        ImagePositions.Of(inputIds, grids, Processor.ImageTokenId, _merge);

    // Bilinear between the four nearest of the trained positions, for a grid of any shape; (patches, hidden).
    private torch.Tensor InterpolatedPositions(ImageGrid grid)
    {
        var (top, bottom, down) = Between(grid.H);
        var (left, right, across) = Between(grid.W);
        var (up, back) = (down.neg().Plus(1), across.neg().Plus(1));
        var positions = Corner(top, up, left, back) // (H, W, hidden)
            .Plus(Corner(top, up, right, across))
            .Plus(Corner(bottom, down, left, back))
            .Plus(Corner(bottom, down, right, across));
        return _angles.InMergeOrder(positions).repeat(grid.T, 1);

        (torch.Tensor Floor, torch.Tensor Ceiling, torch.Tensor Fraction) Between(int count)
        {
            var at = torch.linspace(0, _side - 1, count, torch.ScalarType.Float32);
            var floor = at.to(torch.ScalarType.Int64);
            return (floor, floor.Plus(1).clamp_max(Constant.Of(_side - 1)), at.sub(floor));
        }

        torch.Tensor Corner(torch.Tensor rows, torch.Tensor rowWeights, torch.Tensor columns, torch.Tensor columnWeights)
        {
            var weights = rowWeights.unsqueeze(1).mul(columnWeights).unsqueeze(-1).to(_positionEmbedding.dtype); // (H, W, 1)
            var places = rows.unsqueeze(1).mul(Constant.Of(_side)).Plus(columns); // (H, W)
            // Where the positions learn, the gradients of an index are added up in whatever order threads come; of index_select in one.
            return _positionEmbedding.index_select(0, places.flatten()).view(places.shape[0], places.shape[1], -1).mul(weights);
        }
    }

    // x + attention(norm x), then x + mlp(norm x)
    private sealed class Block(IWeights weights, torch.ScalarType dtype, string name, long hidden, long intermediate, long heads)
    {
        private readonly LayerNorm _norm1 = new(weights, dtype, name + ".norm1", hidden, 1e-6);
        private readonly VisionAttention _attention = new(weights, dtype, name + ".attn", hidden, heads);
        private readonly LayerNorm _norm2 = new(weights, dtype, name + ".norm2", hidden, 1e-6);
        private readonly Linear _first = new(weights, dtype, name + ".mlp.linear_fc1", hidden, intermediate, bias: true);
        private readonly Linear _second = new(weights, dtype, name + ".mlp.linear_fc2", intermediate, hidden, bias: true);

        public IReadOnlyList<Linear> Linears => [.. _attention.Linears, _first, _second];

        public torch.Tensor Forward(torch.Tensor x, torch.Tensor cos, torch.Tensor sin, ImageGrid grid)
        {
            using var scope = torch.NewDisposeScope();
            x = x.Plus(_attention.Forward(_norm1.Forward(x), cos, sin, [.. Enumerable.Repeat(grid.H * grid.W, grid.T)]));
            return x.Plus(_second.Forward(torch.nn.functional.gelu(_first.Forward(_norm2.Forward(x)), TorchSharp.Modules.GELU.Approximate.tanh))).MoveToOuterDisposeScope();
        }
    }
}
