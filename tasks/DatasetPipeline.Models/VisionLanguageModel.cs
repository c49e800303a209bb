using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Language;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models;

/// <summary>A model that reads pictures and text and writes text. A family is one class that fills in what is its own.</summary>
public abstract class VisionLanguageModel
{
    private readonly IWeights _weights;
    private torch.Tensor[]? _tower;
    private torch.Tensor[]? _aligner;

    /// <summary>Takes what makes its input, and gives the checkpoint's tensors the names that they have here.</summary>
    protected VisionLanguageModel(ModelProcessor processor, IWeights weights, NameRules names)
    {
        (Processor, _weights, Names) = (processor, weights, names);
        weights.Rename(names);
    }

    /// <summary>What makes ids and pixel values for this model.</summary>
    public ModelProcessor Processor { get; }

    /// <summary>The language model.</summary>
    public abstract Decoder Language { get; }

    /// <summary>Linear layers of the language model, the ones that LoRA adapts by default.</summary>
    public IEnumerable<Linear> LanguageLinears => Language.Linears;

    /// <summary>Linear layers of the vision tower, block by block; the aligner's are not among them.</summary>
    public abstract IReadOnlyList<IReadOnlyList<Linear>> TowerBlocks { get; }

    /// <summary>Linear layers of the vision tower, which freeze_vit: false adapts.</summary>
    public IEnumerable<Linear> TowerLinears => TowerBlocks.SelectMany(block => block);

    /// <summary>Linear layers of what makes tokens of the tower's patches (merger, projector), which freeze_aligner: false adapts.</summary>
    public abstract IReadOnlyList<Linear> AlignerLinears { get; }

    /// <summary>Every linear layer that an adapter can stand beside.</summary>
    public IEnumerable<Linear> Linears => [.. LanguageLinears, .. TowerLinears, .. AlignerLinears];

    /// <summary>Modules whose answer nobody takes: no gradient comes to them, so that nothing in them learns.</summary>
    public virtual IReadOnlyList<string> Unused => [];

    /// <summary>Whether a layer or a weight is in one of <see cref="Unused"/>: as torch's optimizers pass over what has no gradient, weight decay is not for it either.</summary>
    public bool IsUnused(string name) => Unused.Any(module => name.StartsWith(module + ".", StringComparison.Ordinal));

    /// <summary>Whether what learns, an adapter or weights, has a part in what is seen in a picture.</summary>
    public bool LearnsToSee => LearnsInTower || AlignerLinears.Any(linear => linear.Lora is not null) || (_aligner ??= Tensors(AlignerWeights)).Any(weight => weight.requires_grad);

    /// <summary>Whether it has one in the tower, and not in the aligner alone.</summary>
    public bool LearnsInTower => TowerLinears.Any(linear => linear.Lora is not null) || (_tower ??= Tensors(TowerWeights)).Any(weight => weight.requires_grad);

    /// <summary>Every weight by its name in the checkpoint.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Weights => _weights.Taken;

    /// <summary>Those of the language model, its head among them.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> LanguageWeights => Weights.Where(weight => !IsOfTower(weight.Key) && !IsOfAligner(weight.Key));

    /// <summary>Those of the vision tower without the aligner's.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> TowerWeights => Weights.Where(weight => IsOfTower(weight.Key) && !IsOfAligner(weight.Key));

    /// <summary>Those of what makes tokens of the tower's patches.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> AlignerWeights => Weights.Where(weight => IsOfAligner(weight.Key));

    /// <summary>The modules of what makes tokens of the tower's patches, as they are called here.</summary>
    public abstract IReadOnlyList<string> Aligners { get; }

    /// <summary>What the module of the tower is called, in this and in other layouts: an adapter of the language model keeps out of it.</summary>
    public abstract IReadOnlyList<string> Towers { get; }

    /// <summary>What tensors of other layouts are called here.</summary>
    public NameRules Names { get; }

    /// <summary>One picture through the tower.</summary>
    public abstract VisionFeatures See(PixelValues picture, LayerPass pass = default);

    /// <summary>Where each token stands: (3, tokens) time, height, width; text has all three alike.</summary>
    public abstract int[,] PositionIds(IReadOnlyList<int> inputIds, IReadOnlyList<ImageGrid> grids);

    /// <summary>The angles of tokens at their positions.</summary>
    protected abstract RotaryPositions Rotary { get; }

    /// <summary>Samples and what the tower sees in their pictures, laid one after the other for the language model.</summary>
    public Sequences Lay(IReadOnlyList<EncodedSample> samples, IReadOnlyList<VisionFeatures> pictures, IReadOnlyList<KeyValueCache>? caches = null)
    {
        int[] ids = [.. samples.SelectMany(s => s.InputIds)];
        var embeddings = Language.Embed(torch.tensor(ids, torch.ScalarType.Int64));
        var (cos, sin) = Rotary.Angles(Positions(samples), embeddings.dtype);
        int[] lengths = [.. samples.Select(s => s.InputIds.Length)];
        if (pictures.Count == 0)
            return new Sequences(embeddings, cos, sin, lengths, caches);

        long[] imageRows = [.. ids.Index().Where(t => t.Item == Processor.ImageTokenId).Select(t => (long)t.Index)];
        var rows = torch.tensor(imageRows);
        var seen = torch.cat([.. pictures.Select(p => p.Embeddings)]);
        if (seen.shape[0] != imageRows.Length)
            throw new ArgumentException($"The text has {imageRows.Length} image tokens, and its pictures make {seen.shape[0]}.", nameof(pictures));
        return new Sequences(
            embeddings.index_copy(0, rows, seen.to(embeddings.dtype)),
            cos,
            sin,
            lengths,
            caches,
            [.. Enumerable.Range(0, pictures[0].Deepstack.Count).Select(k => torch.cat([.. pictures.Select(p => p.Deepstack[k])]))],
            rows);
    }

    /// <summary>One new token a sequence, to go on with from the caches.</summary>
    /// <param name="tokens">one a sequence</param>
    /// <param name="positions">each token's position, the same for time, height and width</param>
    /// <param name="caches">one a sequence</param>
    public Sequences Lay(IReadOnlyList<int> tokens, IReadOnlyList<int> positions, IReadOnlyList<KeyValueCache> caches)
    {
        var (cos, sin) = Rotary.Angles(torch.tensor([.. positions], torch.ScalarType.Int64).expand(3, positions.Count), Language.Embedding.dtype);
        return new Sequences(Language.Embed(torch.tensor([.. tokens], torch.ScalarType.Int64)), cos, sin, [.. tokens.Select(_ => 1)], caches);
    }

    /// <summary>Mean cross-entropy over every label of the batch; the token after each position is what is learned.</summary>
    public torch.Tensor Loss(IReadOnlyList<EncodedSample> samples, IReadOnlyList<VisionFeatures> pictures) =>
        SummedLoss(samples, pictures, out var labels).div(Constant.Of(labels));

    /// <summary>As <see cref="Loss"/>, but the sum, with how many labels there are.</summary>
    public torch.Tensor SummedLoss(IReadOnlyList<EncodedSample> samples, IReadOnlyList<VisionFeatures> pictures, out int labels)
    {
        var logits = LabelLogits(samples, pictures, out var targets);
        labels = (int)targets.shape[0];
        return torch.nn.functional.cross_entropy(logits, targets, reduction: torch.nn.Reduction.Sum);
    }

    /// <summary>Logits (labels, vocabulary) where the next token is learned, and those tokens (labels); the head is computed for these alone.</summary>
    public torch.Tensor LabelLogits(IReadOnlyList<EncodedSample> samples, IReadOnlyList<VisionFeatures> pictures, out torch.Tensor targets)
    {
        return Language.Logits(LabelStream(samples, pictures, out targets));
    }

    /// <summary>The stream (labels, hidden) where the next token is learned, of which <see cref="Decoder.Logits"/> makes logits, and those tokens (labels).</summary>
    /// <param name="samples">What is read and what is learned.</param>
    /// <param name="pictures">What the tower sees in their pictures.</param>
    /// <param name="targets">(labels)</param>
    /// <param name="seed">Where what is random in the layers comes from.</param>
    /// <param name="isRecomputed">gradient_checkpointing: layers are computed again on the way back.</param>
    public torch.Tensor LabelStream(IReadOnlyList<EncodedSample> samples, IReadOnlyList<VisionFeatures> pictures, out torch.Tensor targets, long? seed = null, bool isRecomputed = false)
    {
        var (rows, next) = LabelRows(samples);
        targets = torch.tensor(next);
        return Language.Forward(Lay(samples, pictures) with { Pass = new(seed, isRecomputed) }).index_select(0, torch.tensor(rows));
    }

    /// <summary>The rows whose next token is learned, and those tokens.</summary>
    public static (long[] Rows, long[] Targets) LabelRows(IReadOnlyList<EncodedSample> samples)
    {
        var rows = new List<long>();
        var targets = new List<long>();
        var start = 0;
        foreach (var labels in samples.Select(s => s.Labels))
        {
            for (var i = 1; i < labels.Length; i++)
            {
                if (labels[i] < 0)
                    continue;
                rows.Add(start + i - 1);
                targets.Add(labels[i]);
            }

            start += labels.Length;
        }

        return ([.. rows], [.. targets]);
    }

    /// <summary>The error of a model whose logits are NaN or infinity.</summary>
    public DiagnosticException GivesNoNumbers() => new(
        Codes.ModelGivesNoNumbers, "The model gives NaN or infinity where the next token's likelihoods belong: its weights hold such numbers, or grow to them on the way. Copy the checkpoint again, or set torch_dtype to float32.", Processor.Folder);

    private static torch.Tensor[] Tensors(IEnumerable<KeyValuePair<string, torch.Tensor>> weights) => [.. weights.Select(weight => weight.Value)];

    private bool IsOfTower(string weight) => Towers.Any(tower => weight.StartsWith($"model.{tower}.", StringComparison.Ordinal));

    private bool IsOfAligner(string weight) => Aligners.Any(aligner => weight.StartsWith(aligner + ".", StringComparison.Ordinal));

    // (3, tokens)
    private torch.Tensor Positions(IReadOnlyList<EncodedSample> samples) => torch.cat(
        [.. samples.Select(s => torch.tensor(PositionIds(s.InputIds, s.Grids), torch.ScalarType.Int64))], 1);
}
