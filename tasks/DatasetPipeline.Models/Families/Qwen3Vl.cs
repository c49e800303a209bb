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
public sealed class Qwen3Vl : VisionLanguageModel
{
    private const int MostLayers = 1024;
    private readonly long _merge;
    private readonly torch.Tensor _patchWeight; // (hidden, channels, time, height, width)
    private readonly torch.Tensor _patchBias; // (hidden)
    private readonly torch.Tensor _positionEmbedding; // (side · side, hidden)
    private readonly long _side;
    private readonly VisionBlock[] _blocks;
    private readonly IReadOnlyList<int> _deepstackAfter;
    private readonly PatchMerger _merger;
    private readonly PatchMerger[] _deepstackMergers;
    private readonly torch.Tensor _visionFrequencies; // (head_dim / 4)
    private readonly torch.Tensor _languageFrequencies; // (head_dim / 2)
    private readonly torch.Tensor _axisOfFrequency; // (1, head_dim / 2): 0 time, 1 height, 2 width

    /// <summary>Takes its tensors from the checkpoint.</summary>
    public Qwen3Vl(ModelConfig config, IWeights weights, ModelProcessor processor, torch.ScalarType dtype)
        : base(processor, weights)
    {
        var vision = config.Section("vision_config");
        var text = config.Section("text_config");
        var rope = text.Has("rope_parameters") ? text.Section("rope_parameters") : text.Has("rope_scaling") ? text.Section("rope_scaling") : text;
        Language = new Decoder(weights, dtype, Shape(config, text, rope), "model.language_model", "lm_head");
        _languageFrequencies = Rotary.InverseFrequencies(Language.Config.RopeTheta, Language.Config.HeadDim);
        if (processor.Tokenizer.VocabularySize > Language.Config.VocabSize)
            throw text.Wrong("vocab_size", $"at least {processor.Tokenizer.VocabularySize}, the ids of tokenizer.json");
        IReadOnlyList<int> sections = rope.Has("mrope_section") ? rope.Integers("mrope_section") : [24, 20, 20];
        if (sections.Count != 3 || sections.Any(s => s < 0 || s > Language.Config.HeadDim))
            throw rope.Wrong("mrope_section", "three whole numbers: time, height, width");
        _axisOfFrequency = InterleavedAxes(sections, Language.Config.HeadDim / 2);

        vision.Only("hidden_act", "gelu_pytorch_tanh");
        var hidden = vision.Count("hidden_size");
        var heads = vision.Count("num_heads");
        if (hidden % (heads * 4) != 0)
            throw vision.Wrong("num_heads", $"a number that cuts hidden_size, {hidden}, into heads of a multiple of four");
        if (vision.Count("out_hidden_size") != Language.Config.HiddenSize)
            throw vision.Wrong("out_hidden_size", $"{Language.Config.HiddenSize}, the text model's hidden_size");
        var patch = vision.Count("patch_size", most: 1024);
        _merge = vision.Count("spatial_merge_size", most: 64);
        if (vision.Count("in_channels") != 3)
            throw vision.Wrong("in_channels", "3: red, green and blue");
        _patchWeight = weights.Take("model.visual.patch_embed.proj.weight", dtype, hidden, 3, vision.Count("temporal_patch_size", most: 64), patch, patch);
        _patchBias = weights.Take("model.visual.patch_embed.proj.bias", dtype, hidden);
        var positions = vision.Count("num_position_embeddings");
        _side = (long)Math.Sqrt(positions);
        if (_side * _side != positions)
            throw vision.Wrong("num_position_embeddings", "a square number");
        _positionEmbedding = weights.Take("model.visual.pos_embed.weight", dtype, positions, hidden);
        var depth = (int)vision.Count("depth", most: MostLayers);
        _blocks = [.. Enumerable.Range(0, depth).Select(i => new VisionBlock(
            weights, dtype, $"model.visual.blocks.{i}", hidden, vision.Count("intermediate_size"), heads))];
        _merger = new PatchMerger(weights, dtype, "model.visual.merger", hidden, _merge, vision.Count("out_hidden_size"), normAfterMerge: false);
        _deepstackAfter = vision.Integers("deepstack_visual_indexes");
        if (_deepstackAfter.Any(i => i < 0 || i >= depth))
            throw vision.Wrong("deepstack_visual_indexes", $"a list of layers from 0 to {depth - 1}");
        _deepstackMergers = [.. _deepstackAfter.Select((_, i) => new PatchMerger(
            weights, dtype, $"model.visual.deepstack_merger_list.{i}", hidden, _merge, vision.Count("out_hidden_size"), normAfterMerge: true))];
        _visionFrequencies = Rotary.InverseFrequencies(10000, hidden / heads / 2);
    }

    /// <inheritdoc/>
    public override Decoder Language { get; }

    /// <inheritdoc/>
    public override VisionFeatures See(PixelValues picture)
    {
        using var scope = torch.NewDisposeScope();
        var weight = _patchWeight.flatten(1); // each patch is seen once, so the convolution is a product
        var pixels = torch.tensor(picture.Values).view(-1, weight.shape[1]).to(weight.dtype); // (patches, channels · time · height · width)
        var x = torch.nn.functional.linear(pixels, weight, _patchBias).add(InterpolatedPositions(picture.Grid)); // (patches, hidden)
        var (cos, sin) = VisionAngles(picture.Grid, x.dtype);
        var deepstack = new torch.Tensor[_deepstackMergers.Length];
        for (var i = 0; i < _blocks.Length; i++)
        {
            x = _blocks[i].Forward(x, cos, sin);
            for (var k = 0; k < deepstack.Length; k++)
            {
                if (_deepstackAfter[k] == i)
                    deepstack[k] = _deepstackMergers[k].Forward(x).MoveToOuterDisposeScope();
            }
        }

        return new VisionFeatures(_merger.Forward(x).MoveToOuterDisposeScope(), deepstack);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Text counts on by one. A picture's tokens share one time, and count their rows and columns from there; the
    /// text after it goes on behind its longer side.
    /// </remarks>
    public override int[,] PositionIds(IReadOnlyList<int> inputIds, IReadOnlyList<ImageGrid> grids)
    {
        var positions = new int[3, inputIds.Count];
        var next = 0;
        var picture = 0;
        for (var at = 0; at < inputIds.Count;)
        {
            if (inputIds[at] != Processor.ImageTokenId)
            {
                (positions[0, at], positions[1, at], positions[2, at]) = (next, next, next);
                next++;
                at++;
                continue;
            }

            var (frames, height, width) = grids[picture++];
            var (rows, columns) = ((int)(height / _merge), (int)(width / _merge));
            for (var i = 0; i < frames * rows * columns; i++, at++)
            {
                positions[0, at] = next + i / (rows * columns);
                positions[1, at] = next + i / columns % rows;
                positions[2, at] = next + i % columns;
            }

            next += Math.Max(frames, Math.Max(rows, columns));
        }

        return positions;
    }

    /// <inheritdoc/>
    protected override (torch.Tensor Cos, torch.Tensor Sin) Angles(torch.Tensor positionIds)
    {
        var angles = positionIds.to(torch.ScalarType.Float32).unsqueeze(-1).mul(_languageFrequencies); // (3, tokens, head_dim / 2)
        var axes = _axisOfFrequency.expand(1, angles.shape[1], -1);
        return CosSin(angles.gather(0, axes).squeeze(0), _positionEmbedding.dtype);
    }

    private static DecoderConfig Shape(ModelConfig config, ModelConfig text, ModelConfig rope)
    {
        text.Only("hidden_act", "silu");
        foreach (var key in (string[])["rope_type", "type"])
            rope.Only(key, "default", "mrope");
        var (hidden, heads, keyHeads) = (text.Count("hidden_size"), text.Count("num_attention_heads"), text.Count("num_key_value_heads"));
        if (heads % keyHeads != 0)
            throw text.Wrong("num_key_value_heads", $"a divisor of num_attention_heads, {heads}");
        if (!text.Has("head_dim") && hidden % (heads * 2) != 0)
            throw text.Wrong("num_attention_heads", $"a number that cuts hidden_size, {hidden}, into heads of an even width");
        if (text.Has("head_dim") && text.Count("head_dim") % 2 != 0)
            throw text.Wrong("head_dim", "even");
        return new DecoderConfig
        {
            VocabSize = text.Count("vocab_size"),
            HiddenSize = hidden,
            IntermediateSize = text.Count("intermediate_size"),
            NumHiddenLayers = (int)text.Count("num_hidden_layers", most: MostLayers),
            NumAttentionHeads = heads,
            NumKeyValueHeads = keyHeads,
            HeadDim = text.Has("head_dim") ? text.Count("head_dim") : hidden / heads,
            RmsNormEps = text.Positive("rms_norm_eps"),
            RopeTheta = (rope.Has("rope_theta") ? rope : text).Positive("rope_theta"),
            QkvBias = text.Flag("attention_bias", otherwise: false),
            QkNorm = true,
            TieWordEmbeddings = config.Flag("tie_word_embeddings", text.Flag("tie_word_embeddings", otherwise: false)),
        };
    }

    // Frequencies go time, height, width, time, … as far as the sections of height and width reach; time has the rest.
    private static torch.Tensor InterleavedAxes(IReadOnlyList<int> sections, long frequencies)
    {
        var axes = new long[frequencies];
        for (var axis = 1; axis <= 2; axis++)
        {
            for (var i = axis; i < Math.Min(sections[axis] * 3, frequencies); i += 3)
                axes[i] = axis;
        }

        return torch.tensor(axes).unsqueeze(0);
    }

    // Bilinear between the four nearest of the trained positions, for a grid of any shape; (patches, hidden).
    private torch.Tensor InterpolatedPositions(ImageGrid grid)
    {
        var (top, bottom, down) = Between(grid.H);
        var (left, right, across) = Between(grid.W);
        var positions =
            Corner(top, 1 - down, left, 1 - across)
            + Corner(top, 1 - down, right, across)
            + Corner(bottom, down, left, 1 - across)
            + Corner(bottom, down, right, across); // (H, W, hidden)
        return InMergeOrder(positions).repeat(grid.T, 1);

        (torch.Tensor Floor, torch.Tensor Ceiling, torch.Tensor Fraction) Between(int count)
        {
            var at = torch.linspace(0, _side - 1, count, torch.ScalarType.Float32);
            var floor = at.to(torch.ScalarType.Int64);
            return (floor, floor.add(1).clamp_max(_side - 1), at - floor);
        }

        torch.Tensor Corner(torch.Tensor rows, torch.Tensor rowWeights, torch.Tensor columns, torch.Tensor columnWeights)
        {
            var weights = rowWeights.unsqueeze(1).mul(columnWeights).unsqueeze(-1).to(_positionEmbedding.dtype); // (H, W, 1)
            return _positionEmbedding[rows.unsqueeze(1).mul(_side).add(columns)].mul(weights);
        }
    }

    // Half of a head's angles follow the patch's row, half its column.
    private (torch.Tensor Cos, torch.Tensor Sin) VisionAngles(ImageGrid grid, torch.ScalarType dtype)
    {
        var rows = torch.arange(grid.H).unsqueeze(1).expand(grid.H, grid.W);
        var columns = torch.arange(grid.W).expand(grid.H, grid.W);
        var places = InMergeOrder(torch.stack([rows, columns], -1)).to(torch.ScalarType.Float32).repeat(grid.T, 1); // (patches, 2)
        return CosSin(places.unsqueeze(-1).mul(_visionFrequencies).flatten(1), dtype); // from (patches, head_dim / 2)
    }

    // (H, W, …) → (H · W, …), the patches of one merged token side by side, as pixel_values has them.
    private torch.Tensor InMergeOrder(torch.Tensor x) => x
        .reshape(x.shape[0] / _merge, _merge, x.shape[1] / _merge, _merge, -1) // (H / m, m, W / m, m, …)
        .transpose(1, 2).flatten(0, 3);

    // (tokens, dim / 2) → two of (tokens, 1, dim)
    private static (torch.Tensor Cos, torch.Tensor Sin) CosSin(torch.Tensor angles, torch.ScalarType dtype)
    {
        var twice = torch.cat([angles, angles], -1).unsqueeze(1);
        return (twice.cos().to(dtype), twice.sin().to(dtype));
    }
}
